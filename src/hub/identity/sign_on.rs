//! The ways in which readers get names, and what each is called. What they do is in a file for each.

/// A way of signing on that gives readers names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignOn {
    /// A proxy in front of the hub.
    Proxy,
    /// Tokens that pages sign.
    PageToken,
    /// An OpenID provider.
    #[cfg(feature = "oidc")]
    Login,
}

impl SignOn {
    /// Every way that this program has.
    pub const ALL: &[Self] = &[
        Self::Proxy,
        Self::PageToken,
        #[cfg(feature = "oidc")]
        Self::Login,
    ];

    /// What settings and answers call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Proxy => "proxy",
            Self::PageToken => "page-token",
            #[cfg(feature = "oidc")]
            Self::Login => "login",
        }
    }

    /// The table of the settings that sets it up.
    pub const fn table(self) -> &'static str {
        match self {
            Self::Proxy => "identity.proxy",
            Self::PageToken => "identity.page_token",
            #[cfg(feature = "oidc")]
            Self::Login => "identity.login",
        }
    }
}
