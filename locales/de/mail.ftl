# German waits until the report and the pages are German too; until then, mails are in English. See locales/README.md.

mail-greeting = Guten Tag
mail-greeting-named = Guten Tag { $name }

mail-person-reply = Haben Sie Fragen? Antworten Sie auf diese E-Mail. Ein Mensch liest sie.
mail-person-book = Gespräch vereinbaren
mail-person-book-named = Gespräch mit { $name } vereinbaren

mail-footer-privacy = Datenschutz
mail-footer-imprint = Impressum

## report_ready

mail-report-ready-subject = { $picks }: Ihre Architekturempfehlung ({ $reference })
mail-report-ready-subject-open = Ihre Architekturempfehlung ({ $reference })
mail-report-ready-title = Ihre Architekturempfehlung
mail-report-ready-title-one = Bauen Sie auf { $first }
mail-report-ready-title-two = Bauen Sie auf { $first } und { $second }
mail-report-ready-title-three = Bauen Sie auf { $first }, { $second } und { $third }
mail-report-ready-title-buy = Kaufen statt bauen: Probieren Sie zuerst { $product }
mail-report-ready-preheader = { $statement }. { $confidence }
mail-report-ready-intro = Hier ist die Antwort in Kürze. Der Bericht nennt Gründe, Alternativen, Plan, Kosten und Risiken.
mail-report-ready-button = Bericht öffnen
mail-report-ready-private = Behalten Sie den Link für sich: Wer ihn hat, kann den Bericht lesen.
mail-report-ready-attached = Er liegt auch als PDF bei. { mail-report-ready-private }
mail-report-ready-more =
    { $count ->
        [one] Der Bericht enthält { $count } weitere Entscheidung.
       *[other] Der Bericht enthält { $count } weitere Entscheidungen.
    }
mail-report-ready-decide = Entscheiden Sie dies zuerst
mail-report-ready-change = Kleinste Änderung:
mail-report-ready-next-step = Ihr nächster Schritt
mail-report-ready-sum = Passt es?
mail-report-ready-confidence = Verlässlichkeit: { $confidence }.
mail-report-ready-wrong = Stimmt etwas nicht, oder fehlt etwas? Auf der Seite des Berichts können Sie Ihre Antworten berichtigen; oder antworten Sie und nennen Sie { $reference }.
mail-report-ready-why = Sie erhalten diese E-Mail, weil uns jemand diese Adresse für den Bericht genannt hat. Waren Sie das nicht, antworten Sie und sagen Sie es uns.

## lead_qualified

mail-lead-qualified-subject = [{ $grade }] { $reference }
mail-lead-qualified-subject-gist = { mail-lead-qualified-subject }: { $gist }
mail-lead-qualified-deadline =
    { $action ->
        [call_now] anrufen bis { $respond_by }
       *[other] antworten bis { $respond_by }
    }
mail-lead-qualified-someone = Jemand
mail-lead-qualified-what = { $who } plant ein Produkt der Art „{ $product }“.
mail-lead-qualified-what-stage = { $who } plant ein Produkt der Art „{ $product }“; Stand: „{ $stage }“.
mail-lead-qualified-plan = Die Antworten: { $answers }.
mail-lead-qualified-plan-budget = Budget „{ $answer }“
mail-lead-qualified-plan-start = Beginn „{ $answer }“
mail-lead-qualified-plan-launch = erste Nutzer „{ $answer }“
mail-lead-qualified-local-time = Dort war es { $time } Uhr, als die Anfrage kam.
mail-lead-qualified-respond-by = Antworten bis
mail-lead-qualified-held = Der Bericht ist zurückgehalten: Der Interessent bekommt keine Mail, bis ihn jemand von uns freigibt. Die Seite des Leads sagt, wie.
mail-lead-qualified-lead = Den Lead öffnen
mail-lead-qualified-report = Der Bericht, wie der Interessent ihn sieht
mail-lead-qualified-grade = Note
mail-lead-qualified-reference = Zeichen
mail-lead-qualified-contact = Kontakt
mail-lead-qualified-name = Name
mail-lead-qualified-company = Firma
mail-lead-qualified-email = Mail
mail-lead-qualified-phone = Telefon
mail-lead-qualified-best-time = Beste Zeit für einen Anruf
mail-lead-qualified-country = Land
mail-lead-qualified-campaign = Kampagne
mail-lead-qualified-referrer = Verweis von
mail-lead-qualified-message = Nachricht
mail-lead-qualified-fit = Passung { $mark }, { $score } von 100
mail-lead-qualified-intent = Absicht { $mark }, { $score } von 100
mail-lead-qualified-no-points = Nichts zählte.
mail-lead-qualified-overrides = Regeln, die die Punkte überstimmt haben
mail-lead-qualified-answers = Was sie uns gesagt haben
mail-lead-qualified-sum = Budget, Termin und Monatskosten
mail-lead-qualified-contradictions = Widersprüche
mail-lead-qualified-change = Kleinste Änderung
mail-lead-qualified-ask = Im Gespräch fragen
mail-lead-qualified-stack = Was wir empfohlen haben
mail-lead-qualified-internal = Intern: Note und Gründe sind nicht für den Interessenten. Eine Antwort auf diese Mail geht an den Interessenten.

## resume_link

mail-resume-link-subject = Ihr Link zu Ihren Antworten
mail-resume-link-title = Machen Sie weiter, wo Sie aufgehört haben
mail-resume-link-progress = Hier ist der Link zu Ihren Antworten. { $answered } von { $needed } Fragen, die der Bericht braucht, sind beantwortet.
mail-resume-link-works = Der Link gilt auf jedem Gerät und so oft Sie möchten, bis Sie die Antworten absenden.
mail-resume-link-deletion = Wenn Sie nicht zurückkommen, löschen wir Ihre Antworten am { $deleted_on }.
mail-resume-link-button = Weiter mit den Antworten
mail-resume-link-private = Behalten Sie den Link für sich: Wer ihn hat, kann Ihre Antworten lesen und ändern.
mail-resume-link-why = Jemand hat uns diese Adresse für den Link genannt. Waren Sie das nicht, müssen Sie nichts tun.

## confirm_address

mail-confirm-address-subject = Bestätigen Sie Ihre E-Mail-Adresse, um Ihren Bericht zu erhalten
mail-confirm-address-title = Ihre Adresse bestätigen
mail-confirm-address-intro = Für diese E-Mail-Adresse wurde ein Technologiebericht angefordert.
mail-confirm-address-then = Öffnen Sie den Link und bestätigen Sie mit dem Knopf; dann senden wir den Bericht an diese Adresse. Bis dahin senden wir nichts weiter.
mail-confirm-address-button = Meine Adresse bestätigen
mail-confirm-address-why = Wir fragen nach, weil die Anfrage nicht so aussah, als hätte ein Mensch sie eingegeben. Waren Sie das nicht, müssen Sie nichts tun: Sie erhalten keinen Bericht.

## owner_link

mail-owner-link-subject = Ihr Link zur Verwaltung des Berichts { $reference }
mail-owner-link-title = Ihren Bericht verwalten
mail-owner-link-intro = Öffnen Sie diesen Link, um Ihren Bericht { $reference } zu berichtigen, zu teilen, zu exportieren oder zu löschen.
mail-owner-link-works =
    { $minutes ->
        [60] Der Link gilt einmal und eine Stunde lang.
       *[other] Der Link gilt einmal und { $minutes } Minuten lang.
    }
mail-owner-link-button = Meinen Bericht öffnen
mail-owner-link-private = Leiten Sie diese E-Mail nicht weiter: Wer den Link zuerst öffnet, kann Ihren Bericht ändern und löschen.
mail-owner-link-why = Jemand hat diesen Link auf der Seite des Berichts angefordert. Waren Sie das nicht, müssen Sie nichts tun: Ohne den Link ändert sich nichts.

## reminder

mail-reminder-subject =
    { $open ->
        [one] Noch { $open } Antwort bis zu Ihrer Architekturempfehlung
       *[other] Noch { $open } Antworten bis zu Ihrer Architekturempfehlung
    }
mail-reminder-title = Ihre Antworten warten
mail-reminder-progress = Sie wollten erinnert werden. { $answered } von { $needed } Fragen, die der Bericht braucht, sind beantwortet; der Rest dauert wenige Minuten.
mail-reminder-deletion = Wenn Sie nichts tun, löschen wir Ihre Antworten am { $deleted_on }.
mail-reminder-button = Weiter mit den Antworten
mail-reminder-private = Behalten Sie den Link für sich: Wer ihn hat, kann Ihre Antworten lesen und ändern.
mail-reminder-only = Dies ist die einzige Erinnerung.
mail-reminder-unsubscribe = Keine Erinnerungen mehr

## correction_ready

mail-correction-ready-subject = Ihre Architekturempfehlung wurde berichtigt ({ $reference })
mail-correction-ready-title = Ihre Architekturempfehlung wurde berichtigt
mail-correction-ready-updated = Wir haben Ihren Bericht neu erstellt.
mail-correction-ready-updated-note = Wir haben Ihren Bericht neu erstellt: { $note }
mail-correction-ready-changes = Das ist jetzt anders:
mail-correction-ready-same = Der empfohlene Stack ist gleich geblieben.
mail-correction-ready-button = Den berichtigten Bericht öffnen
mail-correction-ready-link = Der Link ist derselbe wie zuvor und zeigt den neuen Bericht.
mail-correction-ready-attached = Er liegt auch als PDF bei. { mail-correction-ready-link }
mail-correction-ready-reply = Stimmt noch etwas nicht, antworten Sie auf diese E-Mail und nennen Sie { $reference }.
mail-change-new = Neu:
mail-change-gone = Entfällt:

## erased

mail-erased-subject = Ihre Daten wurden gelöscht ({ $reference })
mail-erased-title = Ihre Daten wurden gelöscht
mail-erased-done = Wie gewünscht haben wir gelöscht, was Sie uns gegeben haben und was wir daraus gemacht haben. Die Links darauf gelten nicht mehr.
mail-erased-done-on = Wie gewünscht haben wir am { $erased_on } gelöscht, was Sie uns gegeben haben und was wir daraus gemacht haben. Die Links darauf gelten nicht mehr.
mail-erased-what = Gelöscht
mail-erased-what-list = Ihre Antworten, Ihr Bericht mit allen Fassungen und Dateien, Ihre Kontaktdaten und die Links darauf.
mail-erased-kept = Aufbewahrt
mail-erased-kept-record = Ein Vermerk ohne Ihren Namen, dass dies geschehen ist.
mail-erased-backups = Sicherungen
mail-erased-backups-days =
    { $days ->
        [0] Es gibt keine.
        [one] Innerhalb von { $days } Tag überschrieben.
       *[other] Innerhalb von { $days } Tagen überschrieben.
    }
mail-erased-reply = Wenn Sie das nicht verlangt haben, antworten Sie auf diese E-Mail und nennen Sie { $reference }.

## operator_alert

mail-operator-alert-subject = [Alarm] { $condition }
mail-operator-alert-subject-resolved = [erledigt] { $condition }
mail-operator-alert-title-resolved = Erledigt: { $condition }
mail-operator-alert-to-do = Zu tun: { $what_to_do }
mail-operator-alert-button = Die Seite für den Betrieb öffnen
mail-operator-alert-reported-resolved = { $host } hat dies um { $at } gemeldet.
mail-operator-alert-reported = { mail-operator-alert-reported-resolved } Solange es andauert, kommt dieser Alarm einmal am Tag wieder, und einmal, wenn es vorbei ist.
