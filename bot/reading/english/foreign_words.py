"""Words by which a question in another language shows itself: those that ask, their verbs, and names of countries."""

import re

# They ask in their language and are neither English nor part of a name.
ASKING = {
    "cs": "kdo kdy proč proc kolik jaký jaká jaké který která které čím komu koho kde",
    "da": "hvem hvornår hvorhen hvad hvordan hvorfor hvilken hvilket hvilke",
    "de": "wer wem wessen wann wohin woher warum wieso weshalb wie welche welcher welches welchem welchen "
    "wieviel womit worüber wofür wovon wogegen woran worum wobei wurde wurden traf gibt gab kommt wird "
    "würde darf soll muss",
    "es": "quién quien quiénes qué cuándo cuando dónde adónde cómo cuál cuáles cuánto cuanto cuánta cuántos "
    "cuantos cuántas cuantas",
    "fi": "mitä kuka kuka ketä kenen missä mihin mistä milloin miksi miten kuinka montako paljonko millainen",
    "fr": "qui quand où pourquoi comment quel quelle quels quelles combien quoi est-ce qu",
    "hu": "kivel kinek hova hová honnan mikor miért hogyan hány mennyi melyik",
    "id": "apakah siapa siapakah kapan dimana bagaimana mengapa kenapa berapa",
    "it": "quando dove dov perché quale quali quanti quante",
    "nl": "wie waar wanneer waarom welke hoeveel waarover waarheen",
    "no": "hvem hvor hvilken hva hvordan hvorfor hvilke hvilket",
    "pl": "kto kogo komu kiedy gdzie dokąd skąd dlaczego czy ile który która które jaki jaka jakie czego",
    "pt": "quem quando onde aonde quais quanto quantos quantas qual",
    "ro": "când cand câte câți cât",
    "sv": "vem vad varför vilken vilket vilka varifrån",
    "tr": "nerede nereye neden niçin nasıl hangi kaç kaçta kimin kiminle",
}
# They ask too, or open a question of yes or no, but may be English or a name: another word has to bear them out.
AMBIGUOUS = {
    "cs": "co jak",
    "da": "er har var kan vil",
    "de": "was wo hat ist war sind kann will man hatte wen",
    "es": "que por es hay fue ha cual donde",
    "fi": "onko oli on",
    "fr": "que est a on ont y t où",
    "hu": "ki mi hol hány mit kit",
    "id": "di ada apa",
    "it": "che chi come ha è qual com cosa dov",
    "nl": "is was heeft kan wat had zijn wat hoe",
    "no": "er har var kan vil når",
    "pl": "co jak ile to",
    "pt": "o que por como a é há foi",
    "ro": "ce cine a este unde cine cum",
    "sv": "är har var kan vill när hur var",
    "tr": "ne kim mi",
}
# Verbs that news questions are made of, countries and whatever else no stop list has.
COMMON = {
    "cs": "řekl rekl řekla je není byla má přijel potkal ukázal viděl navštívil jel rusko ruska byl",
    "da": "sagde siger viste gav mødte gjorde rejste kom så fik skete rusland tyskland er har",
    "de": "sagt sagte sagten sagen zeigt zeigte zeigten macht machte machten gibt gab geben geschah geschieht "
    "passiert passierte kostet kostete bedeutet heißt denkt dachte meint meinte weiß wusste sieht sah "
    "sahen trägt trug bekam bekommt erhielt brachte bringt kamen kommt ging gingen geht traf trafen "
    "trifft schenkte aß fährt fuhr flog reiste reist besuchte forderte fordert wurde wurden wollte steht "
    "stand liegt bleibt blieb hilft nennt nannte spricht sprach sprachen starben begann beginnt findet "
    "fand hält hielt deutschland russland frankreich nordkorea südkorea moskau österreich hieß ist sind "
    "hatte kann hat verspricht trank gewann verlor droht fiel",
    "es": "dijo mostró mostro regaló hizo está esta están llegó llego fue fueron visitó vio tiene tienen pasó "
    "paso murió murieron ganó dijeron encontró rusia alemania francia ucrania moscú tuvo es quiere puede "
    "debe perdió anunció",
    "fi": "oli sanoi sanoo tapasi näytti saapui kävi teki tapahtui venäjä venäjällä saksa",
    "fr": "dit montré montre donné offert fait vu rencontré arrivé a-t-il a-t-elle a-t-on est-il est-elle sont- "
    "ils ont-ils était russie allemagne moscou poutine c'est qu'est-ce veut peut doit mort dirige annoncé",
    "hu": "mondott mondta találkozott érkezett utazott látott adott mutatott",
    "id": "yang mengatakan adalah bertemu tiba pergi dengan dari untuk rusia mana",
    "it": "detto disse mostrato mostrò incontrato incontrò arrivato arrivò visto fatto dato successo è mosca ha "
    "vuole può deve dirige vinto morto",
    "nl": "zei zegt liet gaf deed ontmoette ging gaan kwam zag zien kreeg bezocht gebeurde kost betekent "
    "rusland duitsland moskou poetin heeft wordt werd reist wil moet",
    "no": "sier viste møtte gjorde reiste kom så fikk skjedde russland tyskland er har",
    "pl": "powiedział powiedzial był była spotkał pokazał przyjechał się rosji rosja dał zrobił są jest rakiet",
    "pt": "disse mostrou deu chegou está foi viu têm encontrou aconteceu rússia alemanha moscou viajou quer "
    "pode deve morreu ganhou anunciou",
    "ro": "spus arătat este sunt întâlnit sosit făcut văzut fost rusia",
    "sv": "sade säger visade träffade gav gjorde åkte reste kom såg fick hände ryssland tyskland är har",
    "tr": "dedi söyledi gösterdi geldi gitti görüştü verdi zaman oldu rusya'da rusya'ya",
}
# Endings of verbs that no English word has, and letters of a language: where they follow a word that asks.
INFLECTED = {
    "cs": r"\w*[ěřůčž]\w*",
    "da": r"\w*[æøå]\w*",
    "de": r"ge[a-zäöü]{3,}(?:t|en)|\w+(?:[gklmnpf]te|chte|[gkm]ten|(?<!i)chten)|\w*[äöüß]\w*(?:[tn]|te)|\w*ß",
    "es": r"\w*[ñáíóú]\w*|\w+(?:aron|ieron)",
    "fi": r"\w*(?:[äö]\w*[äö]|aa|ii|uu)\w*|\w{3,}(?:ssa|lla|sta)",
    "fr": r"\w*[éèêçàû]\w*|\w+ent-ils",
    "hu": r"\w*[őűáí]\w*",
    "id": r"(?:di|me[mn])\w{4,}kan",
    "it": r"\w+(?:[òàù]|arono|irono)",
    "nl": r"ge[a-z]{3,}(?:d|t|en)|\w+(?:[gk]te|chtte)",
    "no": r"\w*[æøå]\w*",
    "pl": r"\w*[łąęśćżź]\w*",
    "pt": r"\w*[ãõçáéíóúâê]\w*",
    "ro": r"\w*[ășțâî]\w*",
    "sv": r"\w*[åäö]\w*",
    "tr": r"\w*[ışğ]\w*|\w{2,}(?:[dt][iıuü](?:ler)?)",
}
ENGLISH_ENDING = re.compile(r"\w{2,}(?:ed|ing|ly|tion|ness|ship)|\w+['’]s")
