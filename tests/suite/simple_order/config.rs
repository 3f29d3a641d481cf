//! Reading the configuration files of CyberSource's own clients.

use std::path::{Path, PathBuf};

use crate::support::key_files::{p12_of_two, VALID};
use crate::support::{between, key_file, text};
use cybsign::error::*;
use cybsign::report::Finding;
use cybsign::simple_order::{ConfigReport, RequestContent, SimpleOrder};
use tempfile::TempDir;

struct Fixture {
    folder: TempDir,
}

impl Fixture {
    fn new() -> Fixture {
        let folder = tempfile::tempdir().unwrap();
        for (key, name) in
            [("leaf_gen2.p12", "m1.p12"), ("meta_gen2.p12", "meta.p12"), ("leaf_nosjc_gen2.p12", "nosjc.p12")]
        {
            std::fs::copy(key_file(key), folder.path().join(name)).unwrap();
        }
        Fixture { folder }
    }

    fn keys(&self) -> String {
        self.folder.path().to_str().unwrap().to_owned()
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    fn ini(&self, text: &str, options: &str) -> Result<(SimpleOrder, ConfigReport), Error> {
        let text = text.replace("KEYS", &self.keys());
        SimpleOrder::from_config(&self.write("cybs.ini", text), options.as_bytes())
    }

    fn properties(&self, text: &str, options: &str) -> Result<(SimpleOrder, ConfigReport), Error> {
        let text = text.replace("KEYS", &self.keys());
        SimpleOrder::from_config(&self.write("cybs.properties", text), options.as_bytes())
    }
}

fn send(order: &SimpleOrder) -> (String, String) {
    let request = order.request(RequestContent::Nvp(b"merchantID=m1\n")).unwrap();
    (request.url, text(request.body))
}

fn codes(report: &ConfigReport) -> Vec<(&str, Option<&str>, usize)> {
    let line = |warning: &Finding| warning.detail["line"].as_u64().unwrap() as usize;
    report.warnings.iter().map(|warning| (warning.code, warning.detail["key"].as_str(), line(warning))).collect()
}

fn codes_of(report: &ConfigReport) -> Vec<(String, Option<String>, usize)> {
    codes(report).into_iter().map(|(code, key, line)| (code.to_owned(), key.map(str::to_owned), line)).collect()
}

const INI: &str = "merchantID=m1\nkeysDirectory=KEYS\npassword=Chang3it\nsendToProduction=false\n";
const PROPERTIES: &str = "merchantID=m1\nkeysDirectory=KEYS\nkeyPassword=Chang3it\ntargetAPIVersion=1.164\n";

#[test]
fn an_ini_file_gives_what_the_cpp_sdk_would_send() {
    let fixture = Fixture::new();
    let (order, report) = fixture.ini(INI, "").unwrap();
    let (url, message) = send(&order);
    assert_eq!(url, "https://ics2wstest.ic3.com/commerce/1.x/transactionProcessor");
    assert!(message.contains("transaction-data-1.183") && message.contains("wsu:Id=\"X509Token\""));
    assert_eq!((report.format, report.merchant_id.as_deref()), ("ini", Some("m1")));
    assert_eq!(report.key_file, format!("{}/m1.p12", fixture.keys()));
    assert_eq!(report.warnings, []);
}

#[test]
fn a_properties_file_gives_what_the_java_sdk_would_send() {
    let fixture = Fixture::new();
    let text = PROPERTIES.to_owned() + "sendToProduction = true\nsendToAkamai: 1\nkeyFilename m1.p12\n";
    let (order, report) = fixture.properties(&text, "").unwrap();
    let (url, message) = send(&order);
    assert_eq!(url, "https://ics2wsa.ic3.com/commerce/1.x/transactionProcessor");
    assert!(message.contains("transaction-data-1.164") && message.contains("PrefixList=\"soap\""));
    assert_eq!((report.format, codes(&report)), ("properties", vec![]));
}

#[test]
fn transport_and_logging_are_named_as_ignored() {
    let fixture = Fixture::new();
    let more = "timeout=130\nproxyPassword=TopSecret\n# comment=1\nenableLog=true\nlogDirectory=/tmp\nsslCertFile=x\n\
                Sendtoproduction=1\nTopSecret=TopSecret\nkeyAlias=x\n";
    let (_, report) = fixture.ini(&(INI.to_owned() + more), "").unwrap();
    assert_eq!(
        codes(&report),
        [
            ("ignored", Some("timeout"), 5),
            ("ignored", Some("proxyPassword"), 6),
            ("ignored", Some("enableLog"), 8),
            ("ignored", Some("logDirectory"), 9),
            ("ignored", Some("sslCertFile"), 10),
            ("unknown", Some("sendToProduction"), 11),
            ("unknown", None, 12),
            ("ignored", Some("keyAlias"), 13),
        ]
    );
    let json = report.to_json().unwrap();
    assert!(!json.contains("TopSecret") && !json.contains("Chang3it") && json.contains("\"warnings\":["));
}

#[test]
fn every_key_of_the_sample_files_is_known() {
    let fixture = Fixture::new();
    let keys = "sendToProduction=false\nsendToAkamai=true\nuseHttpClientWithConnectionPool=false\nmaxConnections=1000\n\
                defaultMaxConnectionsPerRoute=1000\nmaxConnectionsPerRoute=1000\nconnectionRequestTimeoutMs=1000\n\
                evictThreadSleepTimeMs=3000\nmaxKeepAliveTimeMs=300000\nconnectionTimeoutMs=5000\nsocketTimeoutMs=130000\n\
                allowRetry=true\nnumberOfRetries=3\nretryInterval=1000\nenableJdkCert=false\nenableCacert=false\n\
                cacertPassword=\nuseSignAndEncrypted=false\ntimeout=130\nenableLog=false\nlogDirectory=../../logs\n\
                logMaximumSize=10\ncertificateCacheEnabled=true\nmerchantConfigCacheEnabled=false\nuseHttpClient=false\n\
                customHttpClassEnabled=false\ncustomHttpClass=\nproxyHost=\nproxyPort=\nproxyUser=\nproxyPassword=\n\
                validateAfterInactivityMs=0\nstaleConnectionCheckEnabled=true\nenabledShutdownHook=true\n\
                retryIfMTIFieldExist=true\nlogFilename=a\nlogNonPCICompliantSignedData=false\nserverURL=\nnamespaceURI=\n\
                keyFilename=\nkeyAlias=\n";
    let (order, report) = fixture.properties(&(PROPERTIES.to_owned() + keys), "").unwrap();
    assert_eq!(send(&order).0, "https://ics2wstesta.ic3.com/commerce/1.x/transactionProcessor");
    assert!(codes(&report).iter().all(|warning| warning.0 == "ignored" && warning.1.is_some()), "{report:?}");
    assert_eq!(report.warnings.len(), 32);
}

#[test]
fn the_merchants_own_keys_come_first() {
    let fixture = Fixture::new();
    let text = "keysDirectory=/nowhere\nm1.keysDirectory=KEYS\nm2.keysDirectory=/other\ncybs.m1.keyPassword=Chang3it\n\
                cybs.targetAPIVersion=1.100\nm1.targetAPIVersion=1.200\ntargetAPIVersion=1.150\nm2.password=x\nm2.what=x\n";
    let (order, report) = fixture.properties(text, r#"{"merchant_id":"m1"}"#).unwrap();
    assert!(send(&order).1.contains("transaction-data-1.200"));
    assert_eq!(codes(&report), [("unknown", None, 9)]);
    assert_eq!(report.merchant_id.as_deref(), Some("m1"));
    let error = fixture.properties(text, "").err().unwrap();
    assert_eq!(error.status(), CYBSIGN_E_OPTION);
    assert!(error.message().contains("merchant_id"));
}

#[test]
fn a_meta_keys_file_needs_no_merchant() {
    let fixture = Fixture::new();
    let alias = crate::support::credential("meta_gen2.p12").certificate().unwrap().common_name().unwrap().to_owned();
    let text = format!(
        "keysDirectory=KEYS\nkeyFilename=meta.p12\nkeyPassword=Chang3it\nkeyAlias={alias}\ntargetAPIVersion=1.164\n"
    );
    assert_eq!(fixture.properties(&text, "").unwrap().1.merchant_id, None);
    // A part of the name is enough for the Java SDK, and finds other merchants' keys too.
    let part = text.replace(&alias, &alias[1..]);
    assert_eq!(fixture.properties(&part, "").err().unwrap().status(), CYBSIGN_E_ALIAS);
}

#[test]
fn a_name_that_fits_two_merchants_signs_as_neither_in_silence() {
    let fixture = Fixture::new();
    let file = |named| fixture.write("two.p12", p12_of_two(named));
    let text = |key: &str| {
        format!("keysDirectory=KEYS\nkeyFilename=two.p12\nkeyPassword=x\ntargetAPIVersion=1.164\n{key}=shop_a\n")
    };
    let signer = |text: &str| {
        let message = send(&fixture.properties(text, "")?.0).1;
        let token = between(&message, "BinarySecurityToken ", "</wsse:BinarySecurityToken>")
            .split_once('>')
            .unwrap()
            .1
            .to_owned();
        let der = cybsign::text::base64::decode(&token.replace("&#13;", "")).unwrap();
        Ok::<_, Error>(cybsign::x509::Certificate::from_der(&der).unwrap().common_name().unwrap().to_owned())
    };
    // By alias, and by merchant ID where there are several keys and no alias.
    file([("shop_a", Some("x"), None, VALID), ("shop_b", Some("shop_a"), None, VALID)]);
    assert_eq!(signer(&text("keyAlias")).unwrap(), "shop_a");
    assert_eq!(signer(&text("merchantID")).unwrap(), "shop_a");
    file([("shop_c", Some("shop_a"), None, VALID), ("shop_b", Some("shop_a"), None, VALID)]);
    for key in ["keyAlias", "merchantID"] {
        let error = signer(&text(key)).unwrap_err();
        assert_eq!(error.status(), CYBSIGN_E_ALIAS);
        assert!(error.message().contains("shop_c (") && error.message().contains("shop_b ("), "{error}");
    }
}

#[test]
fn the_password_is_the_merchant_id_only_where_the_option_says_so() {
    let fixture = Fixture::new();
    for (name, without) in [
        ("properties", PROPERTIES.replace("keyPassword=Chang3it\n", "")),
        ("ini", INI.replace("password=Chang3it\n", "")),
    ] {
        let read = |text: &str, options: &str| match name {
            "ini" => fixture.ini(text, options),
            _ => fixture.properties(text, options),
        };
        let error = read(&without, "").err().unwrap();
        assert_eq!(error.status(), CYBSIGN_E_WRONG_PASSWORD);
        assert!(error.message().contains("password_is_merchant_id"));
        let named = without.replace("merchantID=m1", "merchantID=Chang3it\nkeyFilename=m1.p12");
        assert!(read(&named, r#"{"password_is_merchant_id":true}"#).is_ok());
        assert_eq!(
            read(&without, r#"{"password_is_merchant_id":true}"#).err().unwrap().status(),
            CYBSIGN_E_WRONG_PASSWORD
        );
        // The other SDK's name for it is taken, with a warning.
        let other = if name == "ini" { "keyPassword" } else { "password" };
        let (_, report) = read(&format!("{without}{other}=Chang3it\n"), "").unwrap();
        assert_eq!(codes(&report), [("changed", Some(other), 4)]);
    }
}

#[test]
fn a_password_is_read_as_it_stands() {
    let fixture = Fixture::new();
    let escaped = PROPERTIES.replace("Chang3it", "\\u0043ha\\\n  ng3\\it");
    assert!(fixture.properties(&escaped, "").is_ok());
    let blank = PROPERTIES.replace("Chang3it", "Chang3it ");
    assert_eq!(fixture.properties(&blank, "").err().unwrap().status(), CYBSIGN_E_WRONG_PASSWORD);
    assert!(fixture.ini(&INI.replace("Chang3it", " Chang3it \r"), "").is_ok());
    for text in [PROPERTIES, INI] {
        let wrong = text.replace("Chang3it", "TopSecret");
        let error = if text == INI { fixture.ini(&wrong, "") } else { fixture.properties(&wrong, "") }.err().unwrap();
        assert_eq!(error.status(), CYBSIGN_E_WRONG_PASSWORD);
        assert!(!format!("{error:?}").contains("TopSecret"));
    }
}

#[test]
fn a_server_url_comes_before_the_switches() {
    let fixture = Fixture::new();
    let url = "https://ics2ws.ic3.com/commerce/1.x/transactionProcessor/";
    let (order, report) = fixture.ini(&format!("{INI}serverURL={url}\nsendToAkamai=true\n"), "").unwrap();
    assert_eq!(send(&order).0, url);
    assert_eq!(codes(&report), [("ignored", Some("sendToProduction"), 4), ("ignored", Some("sendToAkamai"), 6)]);
    let (order, report) = fixture.ini(&format!("{INI}serverURL=https://mock.example.com/x\n"), "").unwrap();
    assert_eq!((send(&order).0.as_str(), report.warnings.len()), ("https://mock.example.com/x", 0));
    for url in ["http://ics2ws.ic3.com/", "https://a b/", "TopSecret"] {
        let error = fixture.ini(&format!("{INI}serverURL={url}\n"), "").err().unwrap();
        assert_eq!((error.status(), error.detail()["line"].as_u64()), (CYBSIGN_E_OPTION, Some(5)));
        assert!(!format!("{error:?}").contains("TopSecret"));
    }
}

#[test]
fn options_come_before_the_file() {
    let fixture = Fixture::new();
    let (order, _) = fixture
        .ini(INI, r#"{"profile":"java","api_version":"1.224","environment":"production","endpoint":"india"}"#)
        .unwrap();
    let (url, message) = send(&order);
    assert_eq!(url, "https://ics2ws.in.ic3.com/commerce/1.x/transactionProcessor");
    assert!(message.contains("transaction-data-1.224") && message.contains("PrefixList"));
    let (order, _) = fixture.ini(INI, r#"{"endpoint":"https://ics2ws.ic3.com/"}"#).unwrap();
    assert_eq!(send(&order).0, "https://ics2ws.ic3.com/");
    let (order, _) = fixture
        .ini(&(INI.to_owned() + "serverURL=https://mock.example.com/"), r#"{"environment":"production"}"#)
        .unwrap();
    assert_eq!(send(&order).0, "https://mock.example.com/");
    let (order, _) = fixture.ini(INI, r#"{"namespace":"urn:mine"}"#).unwrap();
    assert!(send(&order).1.contains("urn:mine"));
    for options in [
        r#"{"profil":"java"}"#,
        r#"{"format":"xml"}"#,
        r#"{"merchant_id":"../x"}"#,
        r#"{"merchant_id":""}"#,
        r#"{"password_is_merchant_id":1}"#,
    ] {
        assert_eq!(fixture.ini(INI, options).err().unwrap().status(), CYBSIGN_E_OPTION, "{options}");
    }
    let path = fixture.write("cybs.conf", PROPERTIES.replace("KEYS", &fixture.keys()));
    assert_eq!(SimpleOrder::from_config(&path, br#"{"format":"properties"}"#).unwrap().1.format, "properties");
}

#[test]
fn encryption_that_is_asked_for_is_done_or_refused() {
    let fixture = Fixture::new();
    for (text, value) in [(INI, "true"), (INI, "1"), (PROPERTIES, "TRUE")] {
        let asked = format!("{text}useSignAndEncrypted={value}\n");
        let read =
            |text: &str| if text.starts_with(INI) { fixture.ini(text, "") } else { fixture.properties(text, "") };
        let (order, _) = read(&asked).unwrap();
        let message = send(&order).1;
        assert!(message.contains("EncryptedData") && !message.contains("merchantID"));
        let without = format!("{asked}keyFilename=nosjc.p12\n");
        assert_eq!(read(&without).err().unwrap().status(), CYBSIGN_E_NO_RECIPIENT);
    }
    // The C/C++ SDK takes these for false.
    for value in ["TRUE", "yes", "on"] {
        let error = fixture.ini(&format!("{INI}useSignAndEncrypted={value}\n"), "").err().unwrap();
        assert_eq!((error.status(), error.detail()["key"].as_str()), (CYBSIGN_E_OPTION, Some("useSignAndEncrypted")));
    }
}

#[test]
fn no_line_that_may_ask_for_encryption_is_passed_over() {
    let fixture = Fixture::new();
    for line in [
        "useSignAndEncrypted true",
        "useSignAndEncrypted : true",
        "UseSignAndEncrypted=true",
        "useSignAndEncrypt=true",
        "encrypt=false",
    ] {
        let error = fixture.ini(&format!("{INI}{line}\n"), "").err().unwrap();
        assert_eq!((error.status(), error.detail()["line"].as_u64()), (CYBSIGN_E_OPTION, Some(5)), "{line}");
        assert!(fixture.ini(&format!("{INI}# {line}\n"), "").unwrap().1.warnings.is_empty(), "{line}");
    }
    let misspelled = fixture.properties(&format!("{PROPERTIES}m1.useSignAndEncrypt=true\n"), "").err().unwrap();
    assert_eq!(misspelled.status(), CYBSIGN_E_OPTION);
    assert!(fixture.properties(&format!("{PROPERTIES}jasypt.encryptor.password=x\n"), "").is_ok());
    let another = fixture.properties(&format!("{PROPERTIES}m2.useSignAndEncrypted=true\n"), "").unwrap();
    assert!(another.1.warnings.is_empty());
}

#[test]
fn what_does_not_count_is_named() {
    let fixture = Fixture::new();
    let warnings = |text: &str| codes_of(&fixture.ini(&format!("{INI}{text}"), "").unwrap().1);
    assert_eq!(warnings("sendToProduction true\n"), [("unknown".to_owned(), None, 5)]);
    let transport = [("changed".to_owned(), Some("useSignAndEncrypted".to_owned()), 5)];
    assert_eq!(warnings("useSignAndEncrypted=true\n"), transport);
    let given = fixture.ini(&format!("{INI}useSignAndEncrypted=true\n"), r#"{"key_transport":"rsa-1_5"}"#).unwrap();
    assert!(given.1.warnings.is_empty());
    let warnings = |text: &str| codes_of(&fixture.properties(&text.replace("1.164", "1.200"), "").unwrap().1);
    let both = format!("{PROPERTIES}password=x\nnamespaceURI=urn:schemas-cybersource-com:transaction-data-1.1\n");
    let ignored = |key: &str, line| ("ignored".to_owned(), Some(key.to_owned()), line);
    assert_eq!(warnings(&both), [ignored("targetAPIVersion", 4), ignored("password", 5)]);
    let second = fixture.properties(&PROPERTIES.replace("1.164", "2.5"), "").unwrap();
    assert_eq!(codes(&second.1), [("changed", Some("targetAPIVersion"), 4)]);
}

#[test]
fn what_can_not_be_meant_is_refused_with_the_line() {
    let fixture = Fixture::new();
    for (text, key) in [
        (format!("{INI}sendToProduction=1\n"), "sendToProduction"),
        (format!("{INI}sendToAkamai=maybe\n"), "sendToAkamai"),
        (format!("{INI}enableCacert=true\n"), "enableCacert"),
    ] {
        let error = fixture.ini(&text, "").err().unwrap();
        assert_eq!((error.status(), error.detail()["line"].as_u64()), (CYBSIGN_E_OPTION, Some(5)), "{text}");
        assert!(error.message().contains(key));
    }
    for text in [
        format!("{PROPERTIES}enableJdkCert=1\n"),
        PROPERTIES.replace("targetAPIVersion", "x"),
        PROPERTIES.replace("1.164", "latest"),
        PROPERTIES.replace("keysDirectory", "x"),
        PROPERTIES.replace("merchantID=m1", "merchantID=../m1"),
        PROPERTIES.replace("merchantID=m1", "merchantID="),
    ] {
        assert_eq!(fixture.properties(&text, "").err().unwrap().status(), CYBSIGN_E_OPTION, "{text}");
    }
    let (_, report) = fixture.ini(&format!("{INI}targetAPIVersion=1.200\npassword=Chang3it\n"), "").unwrap();
    assert_eq!(codes(&report), [("changed", Some("targetAPIVersion"), 5), ("repeated", Some("password"), 6)]);
}

/// A blank switch, and one with something behind the word: nobody can tell what was meant.
#[test]
fn switches_that_nobody_can_tell_are_refused() {
    let fixture = Fixture::new();
    for key in ["useSignAndEncrypted", "sendToProduction", "sendToAkamai", "enableCacert"] {
        for value in ["", " ", "\t"] {
            let text = format!("{}{key}={value}\n", INI.replace("sendToProduction=false\n", ""));
            let error = fixture.ini(&text, "").err().unwrap_or_else(|| panic!("{text}"));
            assert_eq!((error.status(), error.detail()["key"].as_str()), (CYBSIGN_E_OPTION, Some(key)));
        }
        for value in ["", "true ", "false\t", "1 ", "true;", "true false", "\\u0020"] {
            let error = fixture
                .properties(&format!("{PROPERTIES}{key}={value}\n"), "")
                .err()
                .unwrap_or_else(|| panic!("{key}={value}"));
            assert_eq!((error.status(), error.detail()["line"].as_u64()), (CYBSIGN_E_OPTION, Some(5)));
        }
        // As the C/C++ SDK, which trims.
        assert!(fixture.ini(&format!("{}{key}= false \r\n", INI.replace("sendToProduction=false\n", "")), "").is_ok());
    }
    // Of other keys a blank one is none.
    assert!(fixture.ini(&format!("{INI}keyFilename=\nserverURL= \nkeyPassword=\n"), "").is_ok());
}

#[test]
fn a_spelling_that_no_client_reads_is_ignored_with_a_warning() {
    let fixture = Fixture::new();
    let (_, report) = fixture.properties(&format!("{PROPERTIES}enableJdkcert=true\n"), "").unwrap();
    assert_eq!(codes(&report), [("ignored", Some("enableJdkcert"), 5)]);
}

#[test]
fn a_version_or_namespace_that_is_none_is_refused_at_its_line() {
    let fixture = Fixture::new();
    for (key, values) in
        [("targetAPIVersion", ["latest", "1", "1.x"]), ("namespaceURI", ["transaction-data-1.1", "urn:a b", "urn:\"x"])]
    {
        for value in values {
            let properties = PROPERTIES.replace("targetAPIVersion=1.164\n", &format!("{key}={value}\n"));
            for (error, line) in [
                (fixture.properties(&properties, "").err().unwrap(), 4),
                (fixture.ini(&format!("{INI}{key}={value}\n"), "").err().unwrap(), 5),
            ] {
                assert_eq!(error.status(), CYBSIGN_E_OPTION, "{value}");
                assert_eq!((&error.detail()["key"], &error.detail()["line"]), (&key.into(), &line.into()), "{error}");
                assert!(error.message().contains(key) && !error.message().contains("option"), "{error}");
            }
        }
    }
}

/// What is missing may stand there under another name, so that is said where loading fails.
#[test]
fn errors_name_the_file_and_have_its_unknown_keys() {
    let fixture = Fixture::new();
    let wrong = INI.replace("keysDirectory", "keysdirectory") + "TopSecret=TopSecret\nTopSecret TopSecret\n";
    let error = fixture.ini(&wrong, "").err().unwrap();
    assert!(error.message().contains("cybs.ini: it has no keysDirectory"), "{error}");
    assert!(error.detail()["config_file"].as_str().unwrap().ends_with("/cybs.ini"));
    let warnings = error.detail()["warnings"].as_array().unwrap();
    let found: Vec<_> = warnings.iter().map(|warning| (warning["key"].as_str(), warning["line"].as_u64())).collect();
    assert_eq!(found, [(Some("keysDirectory"), Some(2)), (None, Some(5)), (None, Some(6))]);
    assert!(!format!("{error:?}").contains("TopSecret") && !format!("{error:?}").contains("Chang3it"));
    for error in [
        fixture.ini(&INI.replace("m1", "m9"), "").err().unwrap(),
        fixture.ini(&format!("{INI}sendToAkamai=maybe\n"), "").err().unwrap(),
        fixture.properties(&PROPERTIES.replace("targetAPIVersion", "targetApiVersion"), "").err().unwrap(),
    ] {
        assert!(error.detail().contains_key("config_file"), "{error}");
    }
    let case = fixture.properties(&PROPERTIES.replace("targetAPIVersion", "targetApiVersion"), "").err().unwrap();
    assert_eq!(case.detail()["warnings"][0]["key"], "targetAPIVersion");
}

/// Whatever stands in the file, an error is about the file, and not about an option that nobody gave.
#[test]
fn what_the_file_says_is_never_told_as_an_option() {
    let fixture = Fixture::new();
    let keys = [
        "merchantID",
        "keysDirectory",
        "keyFilename",
        "keyAlias",
        "keyPassword",
        "targetAPIVersion",
        "namespaceURI",
        "sendToProduction",
        "sendToAkamai",
        "serverURL",
        "useSignAndEncrypted",
        "enableJdkCert",
        "enableCacert",
    ];
    let values =
        ["\\u0007", "x", "\\uFFFF", "https://ics2ws.ic3.com/", "a b", "\"", "1.2.3", "../x", "\\u0000", "nobody", "-1"];
    let mut refused = 0;
    for key in keys {
        for value in values {
            for base in [PROPERTIES.to_owned(), format!("{PROPERTIES}keyFilename=m1.p12\n")] {
                if let Err(error) = fixture.properties(&format!("{base}{key}={value}\n"), "") {
                    assert!(!error.message().starts_with("option"), "{key}={value}: {error}");
                    refused += 1;
                }
            }
        }
    }
    assert!(refused > 150, "{refused}");
    let error = fixture.properties(&format!("{PROPERTIES}keyAlias=nobody\n"), "").err().unwrap();
    assert_eq!((error.status(), &error.detail()["line"]), (CYBSIGN_E_ALIAS, &5.into()));
    assert!(error.message().contains("cybs.properties: line 5: keyAlias"), "{error}");
    let url = format!("{INI}serverURL=https://ics2ws.ic3.com/\n");
    let error = fixture.ini(&url, r#"{"environment":"test"}"#).err().unwrap();
    assert_eq!((error.status(), &error.detail()["key"]), (CYBSIGN_E_OPTION, &"serverURL".into()));
    assert!(fixture.ini(&url, r#"{"environment":"production"}"#).is_ok());
}

#[test]
fn a_line_without_a_key_is_named_as_what_stops_the_sdk() {
    let fixture = Fixture::new();
    let (_, report) = fixture.ini(&format!("{INI}sendToProduction true\n=x\n"), "").unwrap();
    assert!(report.warnings.iter().all(|warning| warning.message.contains("stops the C/C++ SDK")));
    assert_eq!(codes(&report), [("unknown", None, 5), ("unknown", None, 6)]);
}

#[test]
fn a_server_url_in_clear_says_where_a_mock_servers_goes() {
    let fixture = Fixture::new();
    for url in ["http://localhost:8080/x", "HTTP://ics2ws.ic3.com/"] {
        let error = fixture.ini(&format!("{INI}serverURL={url}\n"), "").err().unwrap();
        assert!(error.message().contains("option endpoint"), "{error}");
    }
}

/// Files that bear the same names, and files of other kinds: each is named, whatever is missing in it.
#[test]
fn other_files_are_named() {
    let fixture = Fixture::new();
    let keys = fixture.keys();
    let wide = |text: &str| -> Vec<u8> {
        let units = format!("\u{FEFF}{}", text.replace("KEYS", &keys));
        units.encode_utf16().flat_map(u16::to_le_bytes).collect()
    };
    let without_mark: Vec<u8> = INI.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let p12 = std::fs::read(key_file("leaf_gen2.p12")).unwrap();
    let php = "[SSL]\nmerchant_id=m\nKEY_ALIAS=m\nKEY_FILE=m.p12\nKEY_PASS=TopSecret\nKEY_DIRECTORY=x/\n";
    for (name, bytes, status, word) in [
        ("cybs.ini", wide(INI), CYBSIGN_E_ENCODING, "UTF-16"),
        ("cybs.properties", wide(PROPERTIES), CYBSIGN_E_ENCODING, "UTF-16"),
        ("cybs.ini", without_mark, CYBSIGN_E_ENCODING, "UTF-16"),
        ("cybs.ini", INI.replace('\n', "\r").into_bytes(), CYBSIGN_E_ENCODING, "CR alone"),
        ("cybs.ini", b"merchantID=m1\nx\0y".to_vec(), CYBSIGN_E_ENCODING, "NUL"),
        ("cybs.properties", p12.clone(), CYBSIGN_E_ARGUMENT, "P12"),
        ("cybs.ini", p12, CYBSIGN_E_ARGUMENT, "P12"),
        ("cybs.ini", std::fs::read(key_file("key_leaf.pem")).unwrap(), CYBSIGN_E_ARGUMENT, "PEM"),
        ("cybs.properties", b"{\"merchantID\": \"m\"}".to_vec(), CYBSIGN_E_ARGUMENT, "JSON"),
        ("cybs.ini", b"<?xml version='1.0'?>\n<configuration/>".to_vec(), CYBSIGN_E_ARGUMENT, ".NET"),
        ("cybs.ini", php.as_bytes().to_vec(), CYBSIGN_E_ARGUMENT, "PHP"),
        ("toolkit.properties", php.replace("[SSL]\n", "").into_bytes(), CYBSIGN_E_ARGUMENT, "SOAP toolkits"),
    ] {
        let error = SimpleOrder::from_config(&fixture.write(name, &bytes), b"").err().unwrap();
        assert_eq!(error.status(), status, "{error}");
        assert!(error.message().contains(word) && error.message().contains(name), "{word}: {error}");
        assert!(!format!("{error:?}").contains("TopSecret"));
        let format = if name.ends_with("ini") { "ini" } else { "properties" };
        let in_memory = SimpleOrder::from_config_text(&bytes, format!("{{\"format\":\"{format}\"}}").as_bytes());
        let error = in_memory.err().unwrap();
        assert!(error.status() == status && error.message().contains(word), "{error}");
    }
    // Java reads lines that end in CR alone.
    assert!(fixture.properties(&PROPERTIES.replace('\n', "\r"), "").is_ok());
}

#[test]
fn a_configuration_in_memory_is_read_as_the_file() {
    let fixture = Fixture::new();
    for (text, format) in [(INI, "ini"), (PROPERTIES, "properties")] {
        let text = text.replace("KEYS", &fixture.keys()) + "timeout=1\n";
        let options = format!("{{\"format\":\"{format}\"}}");
        let (order, report) = SimpleOrder::from_config_text(text.as_bytes(), options.as_bytes()).unwrap();
        assert_eq!(codes(&report), [("ignored", Some("timeout"), 5)]);
        assert_eq!((report.format, report.merchant_id.as_deref()), (format, Some("m1")));
        assert_eq!(send(&order).0, "https://ics2wstest.ic3.com/commerce/1.x/transactionProcessor");
        let missing = SimpleOrder::from_config_text(text.as_bytes(), b"").err().unwrap();
        assert_eq!(missing.status(), CYBSIGN_E_OPTION);
        assert!(missing.message().contains("option format"), "{missing}");
        let wrong = SimpleOrder::from_config_text(text.replace("merchantID=m1", "").as_bytes(), options.as_bytes());
        let error = wrong.err().unwrap();
        assert!(error.message().starts_with("the configuration: it has neither keyFilename"), "{error}");
    }
    let large = vec![b'#'; (1 << 20) + 1];
    let error = SimpleOrder::from_config_text(&large, br#"{"format":"ini"}"#).err().unwrap();
    assert_eq!(error.status(), CYBSIGN_E_LIMIT);
}

#[test]
fn only_the_two_files_are_read_and_their_errors_are_told_apart() {
    let fixture = Fixture::new();
    let missing = SimpleOrder::from_config(Path::new("/nowhere/cybs.ini"), b"").err().unwrap();
    assert_eq!(missing.status(), CYBSIGN_E_FILE_NOT_FOUND);
    assert_eq!(SimpleOrder::from_config(fixture.folder.path(), b"").err().unwrap().status(), CYBSIGN_E_FILE);
    let no_key = fixture.ini(&INI.replace("m1", "m9"), "").err().unwrap();
    assert_eq!(no_key.status(), CYBSIGN_E_FILE_NOT_FOUND);
    assert!(no_key.detail()["key_file"].as_str().unwrap().ends_with("/m9.p12"));
    let large = fixture.write("cybs.ini", vec![b'#'; (1 << 20) + 1]);
    assert_eq!(SimpleOrder::from_config(&large, b"").err().unwrap().status(), CYBSIGN_E_LIMIT);
    for hostile in [&b"\0\0\0"[..], b"\xFF\xFE=\xFD", b"=", b"\\", b"merchantID", b"[m1]\nkeysDirectory\n"] {
        for name in ["cybs.ini", "cybs.properties"] {
            assert!(SimpleOrder::from_config(&fixture.write(name, hostile), b"").is_err());
        }
    }
    // An absolute name stays in the folder, as with both SDKs.
    let absolute = fixture.ini(&format!("{INI}keyFilename={}/m1.p12\n", fixture.keys()), "").err().unwrap();
    assert_eq!(absolute.status(), CYBSIGN_E_FILE_NOT_FOUND);
    let slash = fixture.ini(&INI.replace("KEYS", "KEYS/"), "").unwrap().1;
    assert!(between(&slash.to_json().unwrap(), "\"key_file\":\"", "\"").ends_with("/m1.p12"));
    assert!(!slash.key_file.contains("//"));
}

#[test]
fn latin_1_is_read_where_it_is_not_utf_8() {
    let fixture = Fixture::new();
    let mut text = PROPERTIES.replace("KEYS", &fixture.keys()).into_bytes();
    text.extend_from_slice(b"# J\xF6rg\nproxyUser=J\xF6rg\n");
    let (_, report) = SimpleOrder::from_config(&fixture.write("cybs.properties", text), b"").unwrap();
    assert_eq!(codes(&report), [("ignored", Some("proxyUser"), 6)]);
}

#[test]
fn requests_without_a_merchant_get_the_files_own() {
    let fixture = Fixture::new();
    let (order, _) = fixture.ini(INI, r#"{"client":{"clientLibrary":"mine"}}"#).unwrap();
    let signed = |nvp: &[u8]| text(order.sign_nvp(nvp).unwrap());
    assert!(signed(b"a=1\n").contains(">a=1\nclientLibrary=mine\nmerchantID=m1\n<"));
    let (meta, _) = fixture.ini(&format!("{INI}keyFilename=m1.p12\n"), "").unwrap();
    assert!(text(meta.sign_nvp(b"merchantID=child\n").unwrap()).contains(">merchantID=child\n<"));
    let request = "<requestMessage xmlns='urn:schemas-cybersource-com:transaction-data-1.224'><z/></requestMessage>";
    let xml = order.sign_xml(request.as_bytes()).unwrap();
    assert!(text(xml).contains("<merchantID>m1</merchantID>"));
    let (order, _) = fixture.ini(INI, r#"{"client":false}"#).unwrap();
    assert!(!text(order.sign_nvp(b"a=1\n").unwrap()).contains("merchantID"));
}

/// CyberSource's clients load the key of the merchant that the request names; here the handle has one key.
#[test]
fn a_key_that_the_merchants_name_chose_signs_for_that_merchant_alone() {
    let fixture = Fixture::new();
    let alias = crate::support::credential("leaf_gen2.p12").certificate().unwrap().common_name().unwrap().to_owned();
    let requests = |merchant: &str| {
        let cybs = "urn:schemas-cybersource-com:transaction-data-1.224";
        let xml = format!("<requestMessage xmlns='{cybs}'><merchantID> {merchant} </merchantID></requestMessage>");
        let nvp = format!("a=1\nmerchantID={merchant}\n");
        let soap = "http://schemas.xmlsoap.org/soap/envelope/";
        let envelope = |body: &str| format!("<e:Envelope xmlns:e='{soap}'><e:Body>{body}</e:Body></e:Envelope>");
        let in_envelope = [envelope(&xml), envelope(&format!("<nvpRequest xmlns='{cybs}'>{nvp}</nvpRequest>"))];
        (nvp, xml, in_envelope)
    };
    let outcomes = |order: &SimpleOrder, merchant: &str| -> Vec<i32> {
        let (nvp, xml, [one, other]) = requests(merchant);
        let fields: &[(&[u8], &[u8])] = &[(b"merchantID", merchant.as_bytes())];
        [
            RequestContent::Fields(fields),
            RequestContent::Nvp(nvp.as_bytes()),
            RequestContent::Xml(xml.as_bytes()),
            RequestContent::Envelope(one.as_bytes()),
            RequestContent::Envelope(other.as_bytes()),
        ]
        .into_iter()
        .map(|content| match order.request(content) {
            Ok(_) => CYBSIGN_OK,
            Err(error) => {
                assert!(error.message().contains("merchant_id") && error.message().contains("m1"), "{error}");
                assert!(!error.message().contains(merchant), "{error}");
                error.status()
            }
        })
        .collect()
    };
    for text in [INI, PROPERTIES] {
        let read = |more: &str, options: &str| {
            let text = format!("{text}{more}");
            if text.starts_with(INI) { fixture.ini(&text, options) } else { fixture.properties(&text, options) }
                .unwrap()
                .0
        };
        let order = read("", "");
        assert_eq!(outcomes(&order, "m2"), [CYBSIGN_E_MERCHANT; 5]);
        assert_eq!(outcomes(&order, "m1"), [CYBSIGN_OK; 5]);
        assert_eq!(outcomes(&order, "M1"), [CYBSIGN_OK; 5]);
        let named = read("", r#"{"merchant_id":"m1"}"#);
        assert_eq!(outcomes(&named, "m2"), [CYBSIGN_E_MERCHANT; 5]);
        // A key that something else chose may be a meta key.
        assert_eq!(outcomes(&read("keyFilename=m1.p12\n", ""), "m2"), [CYBSIGN_OK; 5]);
        let by_option = read("", &format!("{{\"credential\":{{\"alias\":\"{alias}\"}}}}"));
        assert_eq!(outcomes(&by_option, "m2"), [CYBSIGN_OK; 5]);
        // The C/C++ SDK has no keyAlias.
        let expected = if text == INI { CYBSIGN_E_MERCHANT } else { CYBSIGN_OK };
        assert_eq!(outcomes(&read(&format!("keyAlias={alias}\n"), ""), "m2"), [expected; 5]);
    }
}

#[test]
fn a_file_that_names_no_merchant_is_warned_of() {
    let fixture = Fixture::new();
    let unnamed = |report: &ConfigReport| report.warnings.iter().any(|warning| warning.code == "merchant_unnamed");
    for (text, options, expected) in [
        ("keyFilename=m1.p12\n", "", true),
        ("merchantID=\nkeyFilename=m1.p12\n", "", true),
        ("merchantID=m1\n", "", false),
        ("keyFilename=m1.p12\n", r#"{"merchant_id":"m1"}"#, false),
    ] {
        let text = format!("{}{text}", INI.replace("merchantID=m1\n", ""));
        assert_eq!(unnamed(&fixture.ini(&text, options).unwrap().1), expected, "{text} {options}");
    }
}

#[test]
fn certificates_that_let_each_request_fail_are_reported() {
    let fixture = Fixture::new();
    for (now, code) in
        [(2_366_841_600_i64 - 86_400, "expires_soon"), (2_366_841_600 + 86_400, "expired"), (0, "not_yet_valid")]
    {
        let options = format!("{{\"testing\":{{\"now\":{now}}}}}");
        for (text, roles) in [(INI.to_owned(), 1), (format!("{INI}useSignAndEncrypted=true\n"), 2)] {
            let report = fixture.ini(&text, &options).unwrap().1;
            let found: Vec<&Finding> = report.warnings.iter().filter(|warning| warning.code == code).collect();
            assert_eq!(found.len(), roles, "{code}");
            assert!(found.iter().all(|finding| finding.detail["line"].is_null()));
        }
    }
}

#[test]
fn options_for_the_p12_are_passed_on() {
    let fixture = Fixture::new();
    assert!(fixture.ini(INI, r#"{"credential": {"max_iterations": 1000000}}"#).is_ok());
    let status = |options: &str| fixture.ini(INI, options).err().unwrap().status();
    assert_eq!(status(r#"{"credential": {"max_iterations": 1}}"#), CYBSIGN_E_ITERATIONS);
    assert_eq!(status(r#"{"credential": {"alias": "nobody"}}"#), CYBSIGN_E_ALIAS);
    assert_eq!(status(r#"{"credential": {"environment": "production"}}"#), CYBSIGN_E_ENVIRONMENT);
    for options in
        [r#"{"credential": {"max_iteration": 1}}"#, r#"{"credential": true}"#, r#"{"credential": {"alias": 1}}"#]
    {
        assert_eq!(status(options), CYBSIGN_E_OPTION, "{options}");
    }
    // Before the file's own alias.
    let text = PROPERTIES.to_owned() + "keyAlias=nobody\n";
    assert_eq!(fixture.properties(&text, "").err().unwrap().status(), CYBSIGN_E_ALIAS);
    assert!(fixture.properties(&text, r#"{"credential": {"alias": "testmid_oracle"}}"#).is_ok());
}
