//! The keys of the SDKs.

/// Keys that are ignored, and why.
const IGNORED: &[(&[&str], &str)] = &[
    (
        &[
            "timeout",
            "connectionTimeoutMs",
            "socketTimeoutMs",
            "connectionRequestTimeoutMs",
            "useHttpClient",
            "useHttpClientWithConnectionPool",
            "customHttpClassEnabled",
            "customHttpClass",
            "maxConnections",
            "defaultMaxConnectionsPerRoute",
            "maxConnectionsPerRoute",
            "evictThreadSleepTimeMs",
            "maxKeepAliveTimeMs",
            "validateAfterInactivityMs",
            "staleConnectionCheckEnabled",
            "enabledShutdownHook",
            "proxyHost",
            "proxyServer",
            "proxyPort",
            "proxyUser",
            "proxyUsername",
            "proxyPassword",
            "sslCertFile",
        ],
        "this library opens no connection; set it in your HTTP client",
    ),
    (
        &["allowRetry", "numberOfRetries", "retryInterval", "retryIfMTIFieldExist"],
        "this library sends nothing, so it repeats nothing; the reply's may_resend says whether you may",
    ),
    (
        &["enableLog", "logDirectory", "logFilename", "logMaximumSize", "logNonPCICompliantSignedData"],
        "this library writes no log",
    ),
    (
        &["certificateCacheEnabled", "merchantConfigCacheEnabled"],
        "the key is loaded once, and stays loaded as long as the handle lives",
    ),
    (
        &["enableJdkcert"],
        "no client reads this spelling, which stands in the Java SDK's README; enableJdkCert would ask for a Java key store",
    ),
    (&["cacertPassword"], "Java key stores are not read"),
    (&["demo"], "it changes the logging of the .NET SDK alone"),
];

/// Keys that are mapped.
const MAPPED: &[&str] = &[
    "merchantID",
    "keysDirectory",
    "keyFilename",
    "keyAlias",
    "keyPassword",
    "password",
    "targetAPIVersion",
    "namespaceURI",
    "sendToProduction",
    "sendToAkamai",
    "serverURL",
    "useSignAndEncrypted",
    "enableJdkCert",
    "enableCacert",
];

/// The key itself and why it is ignored, if it is one of those.
pub(super) fn ignored(key: &str) -> Option<(&'static str, &'static str)> {
    IGNORED.iter().find_map(|(keys, why)| keys.iter().find(|known| **known == key).map(|known| (*known, *why)))
}

/// The key itself, if any SDK has it.
pub(super) fn known(key: &str) -> Option<&'static str> {
    MAPPED.iter().find(|known| **known == key).copied().or_else(|| ignored(key).map(|(known, _)| known))
}

/// The key that this one is but for large and small letters, if there is one.
pub(super) fn known_in_other_letters(key: &str) -> Option<&'static str> {
    let all = MAPPED.iter().chain(IGNORED.iter().flat_map(|(keys, _)| keys.iter()));
    all.copied().find(|known| known.eq_ignore_ascii_case(key))
}
