//! Exclusive canonicalization: the specification's rules one by one, and `xmllint --exc-c14n` over random documents.
#[allow(dead_code, missing_docs, unreachable_pub)]
use std::process::Command;

use crate::support::text;
use crate::support::xml_generator::{document, Random};
use cybsign::error::{CYBSIGN_E_LIMIT, CYBSIGN_E_XML};
use cybsign::secret::SecretBuffer;
use cybsign::xml::{canonicalize, canonicalize_document, canonicalize_in, Canonicalization, Document, Limits};

fn parse(source: &str) -> Document<'_> {
    Document::parse(source.as_bytes(), &Limits::default()).unwrap_or_else(|error| panic!("{error}: {source}"))
}

/// The canonical form of the first element with this local name.
fn canonical(source: &str, local_name: &str, form: &Canonicalization<'_>) -> String {
    let document = parse(source);
    let element = document.elements().find(|element| element.local_name() == local_name).unwrap();
    let mut out = SecretBuffer::new();
    canonicalize(element, form, &mut out).unwrap();
    text(out)
}

fn plain(source: &str, local_name: &str) -> String {
    canonical(source, local_name, &Canonicalization::default())
}

fn inclusive(source: &str, local_name: &str, prefixes: &[&str]) -> String {
    canonical(source, local_name, &Canonicalization { with_comments: false, inclusive_prefixes: prefixes })
}

#[test]
fn only_what_is_visibly_used_is_rendered_where_it_is_used() {
    let source = "<a:x xmlns:a='urn:a' xmlns:b='urn:b' xmlns='urn:d'><y b:q='1' p='2'><a:z/><b:w/></y></a:x>";
    assert_eq!(
        plain(source, "x"),
        "<a:x xmlns:a=\"urn:a\"><y xmlns=\"urn:d\" xmlns:b=\"urn:b\" p=\"2\" b:q=\"1\"><a:z></a:z><b:w></b:w></y></a:x>"
    );
    assert_eq!(plain(source, "z"), "<a:z xmlns:a=\"urn:a\"></a:z>");
    // A sibling does not see what its brother rendered.
    assert_eq!(
        plain("<r xmlns:a='urn:a'><a:x/><a:y/></r>", "r"),
        "<r><a:x xmlns:a=\"urn:a\"></a:x><a:y xmlns:a=\"urn:a\"></a:y></r>"
    );
}

#[test]
fn the_default_namespace_is_undeclared_only_where_it_was_rendered() {
    assert_eq!(plain("<x xmlns='urn:d'><y xmlns=''/></x>", "x"), "<x xmlns=\"urn:d\"><y xmlns=\"\"></y></x>");
    assert_eq!(plain("<x xmlns='urn:d'><y xmlns=''/></x>", "y"), "<y></y>");
    assert_eq!(
        plain("<a:x xmlns:a='urn:a' xmlns='urn:d'><y xmlns=''><z xmlns='urn:d'/></y></a:x>", "x"),
        "<a:x xmlns:a=\"urn:a\"><y><z xmlns=\"urn:d\"></z></y></a:x>"
    );
    assert_eq!(
        plain("<x xmlns='urn:d'><y xmlns=''><z xmlns='urn:d'><w xmlns='urn:e'/></z></y></x>", "x"),
        "<x xmlns=\"urn:d\"><y xmlns=\"\"><z xmlns=\"urn:d\"><w xmlns=\"urn:e\"></w></z></y></x>"
    );
}

#[test]
fn a_prefix_that_is_bound_anew_is_rendered_anew() {
    let source = "<p:x xmlns:p='urn:1'><p:y xmlns:p='urn:2'><p:z xmlns:p='urn:1'/></p:y><p:y/></p:x>";
    assert_eq!(
        plain(source, "x"),
        "<p:x xmlns:p=\"urn:1\"><p:y xmlns:p=\"urn:2\"><p:z xmlns:p=\"urn:1\"></p:z></p:y><p:y></p:y></p:x>"
    );
}

#[test]
fn inclusive_prefixes_are_rendered_though_unused() {
    let source = "<a:x xmlns:a='urn:a' xmlns:b='urn:b' xmlns='urn:d'><b:y><b:z xmlns:a='urn:2' xmlns=''/></b:y></a:x>";
    assert_eq!(
        inclusive(source, "y", &["a", "c", "xml"]),
        "<b:y xmlns:a=\"urn:a\" xmlns:b=\"urn:b\"><b:z xmlns:a=\"urn:2\"></b:z></b:y>"
    );
    assert_eq!(
        inclusive(source, "y", &["#default"]),
        "<b:y xmlns=\"urn:d\" xmlns:b=\"urn:b\"><b:z xmlns=\"\"></b:z></b:y>"
    );
    assert_eq!(
        inclusive("<s:e xmlns:s='urn:s'><i xmlns='urn:d'/></s:e>", "i", &["s"]),
        "<i xmlns=\"urn:d\" xmlns:s=\"urn:s\"></i>"
    );
}

#[test]
fn attributes_are_sorted_by_namespace_and_name() {
    let source = "<x z='1' b:a='2' a:b='3' a='4' a:a='5' xml:lang='6' xmlns:a='urn:z' xmlns:b='urn:y'/>";
    assert_eq!(
        plain(source, "x"),
        "<x xmlns:a=\"urn:z\" xmlns:b=\"urn:y\" a=\"4\" z=\"1\" xml:lang=\"6\" b:a=\"2\" a:a=\"5\" a:b=\"3\"></x>"
    );
}

#[test]
fn characters_are_written_as_canonical_xml_has_them() {
    assert_eq!(
        plain(
            "<x y='&#9;&#10;&#13;&lt;&amp;&quot;>\t\r\n' z='\"'>&#13;\r\n\r>\"&lt;&amp;&#128512;<![CDATA[<&>\r]]></x>",
            "x"
        ),
        "<x y=\"&#x9;&#xA;&#xD;&lt;&amp;&quot;>  \" z=\"&quot;\">&#xD;\n\n&gt;\"&lt;&amp;\u{1F600}&lt;&amp;&gt;\n</x>"
    );
}

#[test]
fn comments_are_kept_only_if_wanted() {
    let source = "<!-- 1 --><?p  q ?><x>a<!--\r\n-->b<?r\r\n?></x><!-- 2 --><?t?>";
    let whole = |with_comments| {
        let mut out = SecretBuffer::new();
        let form = Canonicalization { with_comments, inclusive_prefixes: &[] };
        canonicalize_document(&parse(source), &form, &mut out).unwrap();
        text(out)
    };
    assert_eq!(whole(false), "<?p q ?>\n<x>ab<?r?></x>\n<?t?>");
    assert_eq!(whole(true), "<!-- 1 -->\n<?p q ?>\n<x>a<!--\n-->b<?r?></x>\n<!-- 2 -->\n<?t?>");
}

#[test]
fn an_outer_element_may_have_rendered_namespaces() {
    let document = parse("<n:r xmlns:n='urn:n' xmlns:s='urn:s'><s:t/><u/></n:r>");
    let written = |rendered: &[(&str, &str)]| {
        let mut out = SecretBuffer::new();
        canonicalize_in(document.root(), rendered, &Canonicalization::default(), &mut out).unwrap();
        text(out)
    };
    assert_eq!(written(&[]), "<n:r xmlns:n=\"urn:n\"><s:t xmlns:s=\"urn:s\"></s:t><u></u></n:r>");
    assert_eq!(written(&[("s", "urn:s"), ("w", "urn:w")]), "<n:r xmlns:n=\"urn:n\"><s:t></s:t><u></u></n:r>");
    assert_eq!(written(&[("s", "urn:other")]), "<n:r xmlns:n=\"urn:n\"><s:t xmlns:s=\"urn:s\"></s:t><u></u></n:r>");
    assert_eq!(written(&[("", "urn:d"), ("n", "urn:n")]), "<n:r><s:t xmlns:s=\"urn:s\"></s:t><u xmlns=\"\"></u></n:r>");
}

#[test]
fn an_inclusive_default_namespace_is_undeclared_inside_a_rendered_one() {
    let document = parse("<n:r xmlns:n='urn:n'/>");
    let mut out = SecretBuffer::new();
    let form = Canonicalization { with_comments: false, inclusive_prefixes: &["#default"] };
    canonicalize_in(document.root(), &[("", "urn:d")], &form, &mut out).unwrap();
    assert_eq!(text(out), "<n:r xmlns=\"\" xmlns:n=\"urn:n\"></n:r>");
}

#[test]
fn a_relative_namespace_name_has_no_canonical_form() {
    for source in ["<x xmlns='d'/>", "<x><y xmlns:p='../d'/></x>", "<x xmlns='1:d'/>", "<x xmlns='/a:b'/>"] {
        let error =
            canonicalize(parse(source).root(), &Canonicalization::default(), &mut SecretBuffer::new()).unwrap_err();
        assert_eq!(error.status(), CYBSIGN_E_XML, "{source}");
    }
}

/// A long namespace name that is rendered in each of many elements would take memory without end.
#[test]
fn the_canonical_form_has_a_bounded_length() {
    let source = format!("<x xmlns:p='urn:{}'>{}</x>", "u".repeat(1 << 20), "<p:y/>".repeat(10_000));
    let mut out = SecretBuffer::new();
    let error = canonicalize(parse(&source).root(), &Canonicalization::default(), &mut out).unwrap_err();
    assert_eq!(error.status(), CYBSIGN_E_LIMIT);
    assert!(out.len() < 12 << 20);
}

/// Body of the Java profile: namespaces first, `id` before `wsu:Id`; the digest is a published figure of that layout.
#[test]
fn the_java_body_has_its_known_digest() {
    let source = "<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\">\n<soap:Body xmlns:wsu=\"http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd\" id=\"body1\" wsu:Id=\"id-4d1a8924-5c0a-467e-bb80-c40b507c2182\">\n<nvpRequest xmlns=\"urn:schemas-cybersource-com:transaction-data-1.224\">\nmerchantID=testmid\nbillTo_firstName=J&amp;J\nccAuthService_run=true\n</nvpRequest>\n</soap:Body>\n</soap:Envelope>";
    let body = plain(source, "Body");
    assert_eq!(body.len(), 387);
    assert_eq!(base64_of_sha256(body.as_bytes()), "WX3rAUiZFWLBDpS42qWvVtC6G9rW2oKq6yYvPLQs8jw=");
}

fn base64_of_sha256(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(ring::digest::digest(&ring::digest::SHA256, bytes))
}

#[test]
fn random_documents_are_canonicalized_as_libxml2_does() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("document.xml");
    for seed in 0..300 {
        let source = document(&mut Random::new(seed));
        std::fs::write(&file, &source).unwrap();
        let output = Command::new("xmllint")
            .args(["--nonet", "--exc-c14n"])
            .arg(&file)
            .output()
            .expect("xmllint must be installed");
        assert!(output.status.success(), "seed {seed}: {}\n{source}", String::from_utf8_lossy(&output.stderr));
        let mut out = SecretBuffer::new();
        canonicalize_document(
            &parse(&source),
            &Canonicalization { with_comments: true, inclusive_prefixes: &[] },
            &mut out,
        )
        .unwrap();
        assert_eq!(String::from_utf8_lossy(&out), String::from_utf8_lossy(&output.stdout), "seed {seed}:\n{source}");
        // What is canonical stays as it is.
        let mut again = SecretBuffer::new();
        canonicalize_document(
            &parse(std::str::from_utf8(&out).unwrap()),
            &Canonicalization { with_comments: true, inclusive_prefixes: &[] },
            &mut again,
        )
        .unwrap();
        assert_eq!(*again, *out, "seed {seed}");
    }
}
