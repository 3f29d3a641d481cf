//! Commands that error texts name: each is run on the input that provokes it. Those of keystores are run where their library
//! is, in the tests of the Java binding.

use super::*;

/// Runs the command that stands in an error's text, with other words for some of its own, and more words after it.
fn run(folder: &Path, error: &Error, program: &str, words: &[(&str, &str)], more: &[&str]) -> Vec<u8> {
    let text = &error.message()[error.message().rfind(program).unwrap_or_else(|| panic!("{error}"))..];
    let named = text
        .trim_end_matches(')')
        .split(' ')
        .map(|word| words.iter().find(|(generic, _)| *generic == word).map_or(word, |(_, particular)| particular));
    let named: Vec<&str> = named.collect();
    let output =
        std::process::Command::new(named[0]).args(&named[1..]).args(more).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "{named:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

#[test]
fn a_pem_becomes_a_p12() {
    let folder = tempfile::tempdir().unwrap();
    let (key, certificate) = (fixture_path("key_leaf.pem"), fixture_path("cert_leaf.pem"));
    let error = load(&fixture("key_leaf.pem"), PASSWORD).err().unwrap();
    let words = [("KEY", key.to_str().unwrap()), ("CERTIFICATE", certificate.to_str().unwrap())];
    run(folder.path(), &error, "openssl", &words, &["-passout", "pass:x"]);
    assert_signs(&load(&std::fs::read(folder.path().join("NEW.p12")).unwrap(), b"x").unwrap());
}

#[test]
fn a_p12_is_decoded() {
    let folder = tempfile::tempdir().unwrap();
    let p12 = fixture("leaf_gen2.p12");
    let base64 = cybsign::text::base64::encode(&p12);
    let hex = cybsign::text::hex::hex(&p12);
    for (program, text) in [("base64", base64), ("xxd", hex)] {
        std::fs::write(folder.path().join("FILE"), &text).unwrap();
        let error = load(text.as_bytes(), PASSWORD).err().unwrap();
        assert_eq!(run(folder.path(), &error, program, &[], &[]), p12);
    }
}

#[test]
fn an_openssh_key_becomes_pkcs8() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("FILE");
    let arguments = ["-q", "-t", "rsa", "-b", "2048", "-N", "", "-f", "FILE"];
    let made = std::process::Command::new("ssh-keygen").args(arguments).current_dir(folder.path()).status().unwrap();
    assert!(made.success());
    let openssh = std::fs::read(&file).unwrap();
    assert!(openssh.starts_with(b"-----BEGIN OPENSSH PRIVATE KEY-----"));
    let error = Credential::from_pem(&openssh, &fixture("cert_leaf.pem"), b"", b"").err().unwrap();
    assert_eq!(error.status(), CYBSIGN_E_UNSUPPORTED);
    run(folder.path(), &error, "ssh-keygen", &[], &["-P", "", "-N", ""]);
    let certificate = unsigned_certificate("shop", None, VALID, &std::fs::read(&file).unwrap());
    let text = cybsign::text::base64::encode(&certificate);
    assert_signs(&Credential::from_pem(&std::fs::read(&file).unwrap(), text.as_bytes(), b"", b"").unwrap());
}

#[test]
fn a_key_under_an_unknown_cipher_becomes_pkcs8() {
    let folder = tempfile::tempdir().unwrap();
    let key = fixture_path("key_leaf.pem");
    let arguments =
        ["rsa", "-in", key.to_str().unwrap(), "-camellia256", "-traditional", "-passout", "pass:x", "-out", "FILE"];
    openssl(folder.path(), &arguments);
    let (encrypted, certificate) = (std::fs::read(folder.path().join("FILE")).unwrap(), fixture("cert_leaf.pem"));
    let error = Credential::from_pem(&encrypted, &certificate, b"x", b"").err().unwrap();
    assert_eq!(error.status(), CYBSIGN_E_UNSUPPORTED);
    run(folder.path(), &error, "openssl", &[], &["-passin", "pass:x", "-passout", "pass:x"]);
    let key = std::fs::read(folder.path().join("NEW.pem")).unwrap();
    assert_signs(&Credential::from_pem(&key, &certificate, b"x", b"").unwrap());
}

/// No text names a command that is not run here or there.
#[test]
fn no_other_command_is_named() {
    const RUN: &[(&str, usize)] =
        &[("openssl ", 2), ("ssh-keygen ", 1), ("keytool ", 2), ("base64 -d", 1), ("xxd ", 1)];
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/credential");
    let mut sources = String::new();
    for folder in [root.clone(), root.join("read")] {
        for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file())
        {
            let source = std::fs::read_to_string(entry).unwrap();
            let code = source.lines().filter(|line| !line.trim_start().starts_with("//"));
            sources.extend(code.flat_map(|line| [line, "\n"]));
        }
    }
    for (command, times) in RUN {
        assert_eq!(sources.matches(command).count(), *times, "{command}");
    }
}
