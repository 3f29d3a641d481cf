//! The documents show parts of the examples, which the suites of C, Python and Java compile and run; their links lead
//! somewhere.
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The README, the documents and the READMEs of the bindings.
fn documents() -> Vec<PathBuf> {
    let docs = fs::read_dir(root().join("docs")).unwrap().map(|entry| entry.unwrap().path());
    let readmes = ["README.md", "bindings/python/README.md", "bindings/java/README.md"].map(|name| root().join(name));
    docs.chain(readmes).filter(|path| path.extension().is_some_and(|extension| extension == "md")).collect()
}

fn examples(extension: &str) -> Vec<String> {
    let files = fs::read_dir(root().join("examples")).unwrap().map(|entry| entry.unwrap().path());
    let files = files.filter(|path| path.extension().is_some_and(|own| own == extension));
    files.map(|path| fs::read_to_string(path).unwrap()).collect()
}

/// The language and the text of each block of code.
fn blocks(document: &str) -> impl Iterator<Item = (&str, &str)> {
    let fenced = document.split("\n```").skip(1).step_by(2);
    fenced.map(|block| block.split_once('\n').unwrap())
}

/// Whether the lines stand in the text one after the other, however deep.
fn holds(text: &str, lines: &str) -> bool {
    let depth = |line: &str| line.len() - line.trim_start().len();
    let (text, wanted): (Vec<&str>, Vec<&str>) = (text.lines().collect(), lines.lines().collect());
    text.windows(wanted.len()).any(|part| {
        let indent = depth(part[0]);
        part.iter().zip(&wanted).all(|(line, wanted)| line.get(indent..).unwrap_or_default() == *wanted)
    })
}

#[test]
fn what_is_shown_is_part_of_an_example() {
    let mut count = 0;
    for path in documents() {
        let document = fs::read_to_string(&path).unwrap();
        for (language, block) in blocks(&document) {
            let extension = match language {
                "c" | "cpp" | "java" => language,
                "python" => "py",
                "" => continue,
                _ => panic!("{}: {language}", path.display()),
            };
            let found = examples(extension).iter().any(|example| holds(example, block));
            assert!(found, "{}: no example in {language} has\n{block}", path.display());
            count += 1;
        }
    }
    assert!(count >= 8);
}

#[test]
fn the_readme_has_a_short_start_in_each_language() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let languages: Vec<&str> = blocks(&readme).map(|(language, _)| language).collect();
    assert_eq!(languages, ["c", "cpp", "python", "java"]);
    for (language, block) in blocks(&readme) {
        assert!(block.lines().count() <= 10, "{language}");
    }
}

#[test]
fn the_search_for_a_part_can_fail() {
    assert!(holds("a\n  b\n    c\n  d\n", "b\n  c\nd"));
    assert!(!holds("a\n  b\n    c\n  d\n", "b\nc\nd"));
    assert!(!holds("a\n  b\n", "a\nc"));
}

/// As GitHub names a heading: small letters, hyphens for blanks, nothing else.
fn anchor(heading: &str) -> String {
    let kept =
        heading.trim_start_matches('#').trim().chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

#[test]
fn links_lead_somewhere() {
    let mut count = 0;
    for path in documents() {
        let document = fs::read_to_string(&path).unwrap();
        for link in document.split("](").skip(1).map(|rest| rest.split(')').next().unwrap()) {
            if link.starts_with("https://") {
                continue;
            }
            let (file, heading) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() { path.clone() } else { path.parent().unwrap().join(file) };
            assert!(target.exists(), "{}: {link}", path.display());
            if !heading.is_empty() {
                let text = fs::read_to_string(&target).unwrap();
                let found = text.lines().any(|line| line.starts_with('#') && anchor(line) == heading);
                assert!(found, "{}: {link}", path.display());
            }
            count += 1;
        }
    }
    assert!(count > 40);
}

#[test]
fn files_that_are_named_are_there() {
    let text = fs::read_to_string(root().join("SECURITY.md")).unwrap();
    let named: Vec<&str> = text.split('`').skip(1).step_by(2).filter(|name| name.contains('/')).collect();
    assert!(named.len() > 4);
    for name in named {
        assert!(root().join(name).exists(), "SECURITY.md names {name}");
    }
}

#[test]
fn each_dependency_has_its_line() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let sections = manifest
        .split("\n[")
        .filter(|section| section.starts_with("dependencies]") || section.starts_with("dev-dependencies]"));
    let mut count = 0;
    for line in sections.flat_map(str::lines).filter(|line| line.contains(" = ")) {
        let name = line.split(' ').next().unwrap();
        assert!(readme.contains(&format!("`{name}`")), "the README does not say why {name} is there");
        count += 1;
    }
    assert!(count > 10);
}
