# German waits until the report and the pages are German too; until then, mails are in English. See locales/README.md.

mail-greeting = Guten Tag,
mail-greeting-named = Guten Tag { $name },

## report_ready

mail-report-ready-subject = Ihr Architektur-Bauplan ist fertig ({ $reference })
mail-report-ready-title = Ihr Architektur-Bauplan ist fertig
mail-report-ready-intro = hier steht in Kürze, wohin Ihre Antworten führen. Der vollständige Bericht nennt Gründe, Alternativen und Risiken.
mail-report-ready-button = Den ganzen Bericht öffnen
mail-report-ready-private = Der Link gehört Ihnen: Wer ihn hat, kann den Bericht lesen.
mail-report-ready-attached = Er liegt auch als PDF bei. { mail-report-ready-private }
mail-report-ready-buy-instead = Bevor Sie bauen
mail-report-ready-stack = Der Stack in Kürze
mail-report-ready-confidence = Sicherheit: { $confidence }.
mail-report-ready-sum = Passt es?
mail-report-ready-biggest-risk = Größtes Risiko
mail-report-ready-next-step = Nächster Schritt
mail-report-ready-wrong = Stimmt etwas nicht, oder fehlt etwas?
mail-report-ready-reply = Antworten Sie auf diese Mail. Ein Mensch liest sie, und der Bericht lässt sich mit anderen Antworten neu erstellen. Bitte nennen Sie dabei { $reference }.
mail-report-ready-why = Sie erhalten diese Mail, weil uns jemand diese Adresse für den Bericht genannt hat. Waren Sie das nicht, antworten Sie und sagen Sie es uns; ein Mensch liest es.

## lead_qualified

mail-lead-qualified-subject = [{ $grade }] { $reference }
mail-lead-qualified-subject-gist = { mail-lead-qualified-subject }: { $gist }
mail-lead-qualified-deadline =
    { $action ->
        [call_now] anrufen bis { $respond_by }
       *[other] antworten bis { $respond_by }
    }
mail-lead-qualified-respond-by = Antworten bis
mail-lead-qualified-held = Der Bericht ist zurückgehalten: Der Interessent bekommt keine Mail, bis ihn jemand von uns freigibt. Die Seite des Leads sagt, wie.
mail-lead-qualified-lead = Den Lead öffnen
mail-lead-qualified-report = Der Bericht, wie der Interessent ihn sieht
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
mail-resume-link-progress = Sie haben den Link zu Ihren Antworten angefordert. Sie sind gespeichert; { $answered } von { $needed } Fragen, die der Bericht braucht, sind beantwortet.
mail-resume-link-works = Er gilt auf jedem Gerät und so oft Sie möchten, bis Sie die Antworten absenden.
mail-resume-link-button = Weiter mit den Antworten
mail-resume-link-private = Der Link gehört Ihnen: Wer ihn hat, kann die Antworten lesen und ändern.
mail-resume-link-why = Sie erhalten diese Mail, weil jemand den Link mit dieser Adresse angefordert hat. Waren Sie das nicht, müssen Sie nichts tun.

## reminder

mail-reminder-subject =
    { $open ->
        [one] Noch { $open } Antwort bis zu Ihrem Bauplan
       *[other] Noch { $open } Antworten bis zu Ihrem Bauplan
    }
mail-reminder-title = Ihre Antworten warten
mail-reminder-progress = Sie haben begonnen, Ihre technische Architektur zu entwerfen. { $answered } von { $needed } Fragen sind beantwortet, der Rest dauert wenige Minuten.
mail-reminder-deletion = Wenn Sie nichts tun, löschen wir die Antworten am { $deleted_on }.
mail-reminder-button = Weiter mit den Antworten
mail-reminder-private = Der Link gehört Ihnen: Wer ihn hat, kann die Antworten lesen und ändern.
mail-reminder-unsubscribe = Dies ist die einzige Erinnerung. Keine Mails dieser Art mehr: { $unsubscribe_url }

## correction_ready

mail-correction-ready-subject = Ihr Bauplan wurde berichtigt ({ $reference })
mail-correction-ready-title = Ihr Bauplan wurde berichtigt
mail-correction-ready-updated = wir haben Ihren Bericht neu erstellt.
mail-correction-ready-updated-note = wir haben Ihren Bericht neu erstellt: { $note }
mail-correction-ready-changes = Das ist jetzt anders:
mail-correction-ready-same = Der empfohlene Stack ist gleich geblieben.
mail-correction-ready-button = Den berichtigten Bericht öffnen
mail-correction-ready-link = Der Link ist derselbe wie zuvor und zeigt den neuen Bericht.
mail-correction-ready-attached = Er liegt auch als PDF bei. { mail-correction-ready-link }
mail-correction-ready-reply = Antworten Sie auf diese Mail, wenn noch etwas nicht stimmt. Bitte nennen Sie dabei { $reference }.

## erased

mail-erased-subject = Ihre Daten wurden gelöscht ({ $reference })
mail-erased-title = Ihre Daten wurden gelöscht
mail-erased-done = wir haben Ihre Antworten, Ihren Bericht und Ihre Kontaktdaten gelöscht. Die Links darauf gelten nicht mehr.
mail-erased-done-on = wir haben Ihre Antworten, Ihren Bericht und Ihre Kontaktdaten am { $erased_on } gelöscht. Die Links darauf gelten nicht mehr.
mail-erased-kept = Es bleiben eine Notiz ohne Ihren Namen, dass dies geschehen ist, und diese Mail in Ihrem Postfach. Sicherungen werden innerhalb von { $backup_days } Tagen überschrieben.
mail-erased-reply = Wenn Sie das nicht verlangt haben, antworten Sie auf diese Mail und nennen Sie { $reference }.

## sales_escalation

mail-sales-escalation-subject = [{ $grade }] { $reference }: wartet seit { $waiting } auf Antwort
mail-sales-escalation-title = Ein Lead der Note { $grade } wartet noch
mail-sales-escalation-waiting = { $company } wartet seit { $waiting }; versprochen war { $respond_within }.
mail-sales-escalation-unnamed = Ein Interessent
mail-sales-escalation-to-do = Zu tun: { $next_action }. Danach den Status des Leads setzen, dann hört dies auf.
mail-sales-escalation-button = Den Lead öffnen
mail-sales-escalation-internal = Intern. Zeichen { $reference }.

## operator_alert

mail-operator-alert-subject = [Alarm] { $condition }
mail-operator-alert-subject-resolved = [erledigt] { $condition }
mail-operator-alert-title-resolved = Erledigt: { $condition }
mail-operator-alert-to-do = Zu tun: { $what_to_do }
mail-operator-alert-button = Die Seite für den Betrieb öffnen
mail-operator-alert-reported-resolved = { $host } hat dies um { $at } gemeldet.
mail-operator-alert-reported = { mail-operator-alert-reported-resolved } Solange es andauert, kommt dieser Alarm einmal am Tag wieder, und einmal, wenn es vorbei ist.

## staff_sign_in

mail-staff-sign-in-subject = Anmelden bei { $brand }
mail-staff-sign-in-title = Anmelden
mail-staff-sign-in-once =
    { $minutes ->
        [one] mit diesem Link melden Sie sich einmal an. Er gilt { $minutes } Minute.
       *[other] mit diesem Link melden Sie sich einmal an. Er gilt { $minutes } Minuten.
    }
mail-staff-sign-in-button = Anmelden
mail-staff-sign-in-requested = Angefordert um { $at }. Waren Sie das nicht, tun Sie nichts: Ohne den Link kommt niemand hinein.
mail-staff-sign-in-requested-place = Angefordert um { $at } von { $place }. Waren Sie das nicht, tun Sie nichts: Ohne den Link kommt niemand hinein.
