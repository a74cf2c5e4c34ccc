# Why a mail is held. Follows “held until …: ”.

hold-review = its grade requires a person to review it first
hold-recipient-limit = the recipient has reached the limit of reports for one recipient
hold-domain-limit = the recipient’s domain has reached the hourly limit of reports for one domain
hold-client-limit = the visitor’s network has reached the hourly limit of reports for one network
