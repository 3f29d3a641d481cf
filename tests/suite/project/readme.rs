//! The README's programs are the examples that the suites of C, Python and Java compile and run.
use std::fs;
use std::path::Path;

#[test]
fn the_programs_of_the_readme_are_the_examples() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    for (language, example) in [
        ("c", "examples/sign.c"),
        ("python", "bindings/python/examples/sign.py"),
        ("java", "bindings/java/examples/Sign.java"),
        ("c", "examples/send.c"),
        ("python", "bindings/python/examples/send.py"),
        ("java", "bindings/java/examples/Send.java"),
    ] {
        let program = fs::read_to_string(root.join(example)).unwrap();
        assert!(readme.contains(&format!("```{language}\n{program}```\n")), "{example} and the README differ");
    }
}

#[test]
fn each_dependency_has_its_line() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap();
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
