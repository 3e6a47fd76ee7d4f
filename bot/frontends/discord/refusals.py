"""
What the bot says where something cannot be asked, read or taken out, in the languages of its interface.

The keys are the kinds of `UsageError` and the codes of `UnreadableError`, which lower floors raise.
"""

from collections.abc import Mapping

ENGLISH: Mapping[str, str] = {
    "unreadable.archive": "the archive is damaged or cut off; attach it again",
    "unreadable.binary": "it is no text; attach it in a format of its own, such as .md, .txt, .html, .pdf or .json",
    "unreadable.front_matter": "the front matter is not YAML; write a line such as `title: Words` for each key",
    "unreadable.front_matter_line": "the front matter is broken in line {line}; put quotes around the value",
    "unreadable.front_matter_open": "the front matter that begins in line 1 never ends; put a line with --- below it",
    "unreadable.html": "it cannot be parsed as HTML; save the page again",
    "unreadable.json_too_far": "it is JSON whose numbers or nesting go too far",
    "unreadable.large": "unpacked it is larger than {limit} MB; split it",
    "unreadable.long_line": "a line is longer than {limit} MB; split it",
    "unreadable.no_object": "it is not a JSON object; write one with “title” and “text”",
    "unreadable.no_text": "it holds no article text",
    "unreadable.no_text_key": "it has no “text” that is a string; put the article there",
    "unreadable.not_json": "it is not JSON; mend it in line {line}, column {column}",
    "unreadable.other": "something is wrong with it; attach it again, or paste its text",
    "unreadable.pdf_broken": "it is a broken PDF; fetch or print it again",
    "unreadable.pdf_locked": "the PDF is encrypted; save a copy without a password",
    "unreadable.pdf_pictures": "the PDF holds no text, only pictures of it; run a text recognition on it first",
    "usage.dates_swapped": "since ({since}) lies after until ({until}); swap them.",
    "usage.empty": "There is no question in that; ask me something about the articles.",
    "usage.last_article": "That is the last article; add another before it is taken out.",
    "usage.not_a_day": "{option} takes a day such as 2023-09-16, not “{value}”.",
    "usage.too_long": "The question has {characters} characters; I read at most {limit}. Shorten it.",
    "usage.unknown_publisher": "There is no publisher “{publisher}”; there are {publishers}.",
    "usage.unknown_article": "There is no article “{article}”; choose one from the list that opens as you type.",
}

GERMAN: Mapping[str, str] = {
    "unreadable.archive": "Das Archiv ist beschädigt oder abgeschnitten; hänge es noch einmal an",
    "unreadable.binary": "Es ist kein Text; hänge es in seinem Format an, etwa .md, .txt, .html, .pdf, .json",
    "unreadable.front_matter": "Der Vorspann ist kein YAML; schreib für jeden Schlüssel eine Zeile wie `title: Wörter`",
    "unreadable.front_matter_line": "Der Vorspann ist in Zeile {line} fehlerhaft; setz den Wert in Anführungszeichen",
    "unreadable.front_matter_open": "Der Vorspann, der in Zeile 1 beginnt, endet nie; setz eine Zeile mit --- darunter",
    "unreadable.html": "Es lässt sich nicht als HTML verstehen; speichere die Seite noch einmal",
    "unreadable.json_too_far": "Es ist JSON, dessen Zahlen oder Tiefe zu weit gehen",
    "unreadable.large": "Ausgepackt ist es größer als {limit} MB; teile es auf",
    "unreadable.long_line": "Eine Zeile ist länger als {limit} MB; teile sie auf",
    "unreadable.no_object": "Es ist kein JSON-Objekt; schreib eines mit „title“ und „text“",
    "unreadable.no_text": "Es enthält keinen Artikeltext",
    "unreadable.no_text_key": "Ihm fehlt ein „text“, der eine Zeichenkette ist; dorthin gehört der Artikel",
    "unreadable.not_json": "Es ist kein JSON; verbessere es in Zeile {line}, Spalte {column}",
    "unreadable.other": "Etwas stimmt damit nicht; hänge es noch einmal an oder füge seinen Text ein",
    "unreadable.pdf_broken": "Es ist ein beschädigtes PDF; hole oder drucke es noch einmal",
    "unreadable.pdf_locked": "Das PDF ist verschlüsselt; speichere eine Kopie ohne Passwort",
    "unreadable.pdf_pictures": "Das PDF enthält nur Bilder von Text; lass erst eine Texterkennung darüber laufen",
    "usage.dates_swapped": "since ({since}) liegt nach until ({until}); vertausche sie.",
    "usage.empty": "Darin steht keine Frage; frag mich etwas zu den Artikeln.",
    "usage.last_article": "Das ist der letzte Artikel; nimm erst einen anderen auf, bevor du ihn herausnimmst.",
    "usage.not_a_day": "{option} braucht einen Tag wie 16.09.2023, nicht „{value}“.",
    "usage.too_long": "Die Frage hat {characters} Zeichen; ich lese höchstens {limit}. Kürze sie.",
    "usage.unknown_publisher": "Es gibt kein Medium „{publisher}“; es gibt {publishers}.",
    "usage.unknown_article": "Es gibt keinen Artikel „{article}“; wähle einen aus der Liste, die beim Tippen kommt.",
}
