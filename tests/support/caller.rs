//! All kinds of callers of a route, with the tokens that they send.

use stackmatch::store::Role;

use super::{TestApp, Visitor};

/// A caller and the token that it sends.
pub struct Caller {
    pub name: &'static str,
    pub token: Option<String>,
    /// The role, for a valid staff token.
    pub role: Option<Role>,
    /// Whether it is the resume token of the intake.
    pub is_prospect: bool,
}

impl Caller {
    fn stranger(name: &'static str, token: Option<String>) -> Self {
        Self {
            name,
            token,
            role: None,
            is_prospect: false,
        }
    }

    /// No token, invalid tokens, the token of the prospect, and one of each role.
    pub async fn all(app: &TestApp, prospect: &Visitor) -> Vec<Self> {
        let revoked = app.staff(Role::Admin).await;
        let id = app.app.db.staff_tokens().await.unwrap()[0].id;
        let mut tx = app.app.db.begin().await.unwrap();
        assert!(
            tx.revoke_staff_token(id, app.app.clock.now())
                .await
                .unwrap()
        );
        tx.commit().await.unwrap();
        let stranger = Visitor::arrive(app).await;
        let mut callers = vec![
            Self::stranger("no token", None),
            Self::stranger("an empty token", Some(String::new())),
            Self::stranger("a malformed token", Some("smt_forged".into())),
            Self::stranger("a revoked token", Some(revoked)),
            Self::stranger("the token of another intake", Some(stranger.token)),
            Self {
                name: "the prospect",
                token: Some(prospect.token.clone()),
                role: None,
                is_prospect: true,
            },
        ];
        for (role, name) in [
            (Role::Sales, "sales"),
            (Role::Operator, "operator"),
            (Role::Admin, "admin"),
        ] {
            callers.push(Self {
                name,
                token: Some(app.staff(role).await),
                role: Some(role),
                is_prospect: false,
            });
        }
        callers
    }
}
