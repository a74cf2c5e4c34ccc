# Why a mail is held. Follows “held until …: ”.

hold-review = its grade requires a person to review it first
hold-confirmation = the submission looks as if a program sent it, and the address is not confirmed yet
hold-recipient-limit = the recipient has reached the limit of reports for one recipient
hold-domain-limit = the recipient’s domain has reached the hourly limit of reports for one domain
hold-client-limit = the visitor’s network has reached the hourly limit of reports for one network
