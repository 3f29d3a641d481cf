//! Reports.

use super::*;

#[test]
fn hostile_names_stay_on_one_line() {
    let folder = tempfile::tempdir().unwrap();
    make_pair(folder.path(), "a", "/O=a,b\n# HELP/CN=x\"\ny_acct/serialNumber=1", &["-newkey", "rsa:2048"]);
    let pem =
        [std::fs::read(folder.path().join("a.crt")).unwrap(), std::fs::read(folder.path().join("a.key")).unwrap()];
    let report = inspect(&pem.concat(), None);
    assert_eq!(report["certificates"][0]["subject"], "serialNumber=1,CN=x\\\"\\0ay_acct,O=a\\,b\\0a# HELP");
    assert!(codes(&report).contains(&"account".to_owned()));
    let credential = Credential::from_pem(&pem.concat(), b"", b"", b"").unwrap();
    let error = credential.check_validity(i64::MAX).err().unwrap();
    assert!(!error.message().contains('\n'));
}

#[test]
fn a_credential_tells_what_it_is() {
    let options = br#"{"environment": "production"}"#;
    let credential = Credential::from_p12(&fixture("leaf_gen2.p12"), PASSWORD, None, options).unwrap();
    let report: Value = serde_json::from_str(&credential.inspect_json(1_800_000_000).unwrap()).unwrap();
    validate(&report);
    assert_eq!(report["environment"], "production");
    assert_eq!(report["container"]["kind"], "p12");
    assert_eq!(report["container"]["mac"], "verified");
    assert_eq!(report["container"]["mac_algorithm"], "HMAC-SHA-256");
    assert_eq!(report["container"]["mac_iterations"], 1);
    assert_eq!(report["container"]["encryption"][0]["algorithm"], "PBE-SHA1-3DES");
    let selected = &report["certificates"][report["selected"].as_u64().unwrap() as usize];
    assert_eq!(selected["role"], "merchant");
    assert_eq!(selected["merchant_id"], "testmid_oracle");
    assert_eq!(selected["key_serial"], "1757695744950028980655");
    assert_eq!(selected["serial_hex"], "31373537363935373434393530303238393830363535");
    assert_eq!(selected["subject"], "serialNumber=1757695744950028980655,CN=testmid_oracle");
    assert_eq!(selected["issuer"], "CN=CyberSourceCertAuth");
    assert_eq!(selected["not_before"], "2025-01-01T00:00:00Z");
    assert_eq!(selected["not_after"], "2045-01-01T00:00:00Z");
    assert_eq!(selected["date_status"], "ok");
    assert_eq!(selected["days_left"], (2_366_841_600i64 - 1_800_000_000) / 86_400);
    assert_eq!(selected["public_key"], serde_json::json!({"algorithm": "RSA", "bits": 2048}));
    assert_eq!(selected["has_private_key"], true);
    assert_eq!(report["private_keys"][0]["certificate"], report["selected"]);
    assert!(codes(&report).contains(&"one_iteration".to_owned()));
    assert!(!report.to_string().contains("Chang3it"));
}

#[test]
fn without_a_password_what_is_in_the_clear_is_shown() {
    let p12 = fixture("leaf_gen2.p12");
    for password in [None, Some(&b""[..])] {
        let report = inspect(&p12, password);
        assert_eq!(report["container"]["mac"], "not_checked");
        assert_eq!(report["certificates"].as_array().unwrap().len(), 3);
        assert_eq!(report["private_keys"][0]["algorithm"], Value::Null);
    }
    assert_eq!(inspect_json(&p12, Some(b"wrong"), 0).err().unwrap().status(), CYBSIGN_E_WRONG_PASSWORD);
    let old = inspect(&fixture("leaf_gen1.p12"), None);
    assert_eq!(old["container"]["mac"], "not_checked");
    // An empty list would say that there are none.
    assert_eq!(old["contents"], "encrypted");
    assert_eq!(old["certificates"], Value::Null);
    assert!(codes(&old).contains(&"encrypted_contents".to_owned()));
    assert_eq!(inspect(&fixture("leaf_gen1.p12"), Some(PASSWORD))["private_keys"][0]["algorithm"], "RSA");
    let expired = inspect(&fixture("leaf_expired_gen2.p12"), Some(PASSWORD));
    assert!(codes(&expired).contains(&"expired".to_owned()));
}

pub(super) fn inspect(data: &[u8], password: Option<&[u8]>) -> Value {
    let report = serde_json::from_str(&inspect_json(data, password, 1_800_000_000).unwrap()).unwrap();
    validate(&report);
    report
}

pub(super) fn codes(report: &Value) -> Vec<String> {
    report["warnings"].as_array().unwrap().iter().map(|warning| warning["code"].as_str().unwrap().to_owned()).collect()
}

fn validate(report: &Value) {
    let schema: Value = serde_json::from_str(include_str!("../../schema/inspect.schema.json")).unwrap();
    let mut errors = Vec::new();
    check(&schema, report, "$", &mut errors);
    assert!(errors.is_empty(), "{errors:?} in {report}");
}

/// As much of JSON Schema as the schema uses.
fn check(schema: &Value, value: &Value, path: &str, errors: &mut Vec<String>) {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_i64() || number.is_u64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let allowed = match &schema["type"] {
        Value::String(one) => one == kind,
        Value::Array(several) => several.iter().any(|one| one == kind),
        _ => true,
    };
    if !allowed || schema["enum"].as_array().is_some_and(|values| !values.contains(value)) {
        errors.push(format!("{path}: {value}"));
    }
    if schema["minimum"].as_i64().is_some_and(|least| value.as_i64().is_some_and(|value| value < least)) {
        errors.push(format!("{path}: {value} is too small"));
    }
    if let Some(object) = value.as_object() {
        let properties = &schema["properties"];
        for (name, member) in object {
            match properties.get(name) {
                Some(schema) => check(schema, member, &format!("{path}.{name}"), errors),
                None => errors.push(format!("{path}.{name} is unknown")),
            }
        }
        for required in schema["required"].as_array().into_iter().flatten() {
            if !object.contains_key(required.as_str().unwrap()) {
                errors.push(format!("{path}.{required} is missing"));
            }
        }
    }
    for item in value.as_array().into_iter().flatten() {
        check(&schema["items"], item, &format!("{path}[]"), errors);
    }
}
