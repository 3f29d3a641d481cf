//! Files that are read and written, and those that are none: nothing may wait for them.

use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

use crate::support::key_files::*;
use cybsign::credential::Credential;
use cybsign::error::*;
use cybsign::file::{self, Existing};
use cybsign::simple_order::SimpleOrder;

/// What a call gives, if it comes back at all.
fn in_time<T: Send + 'static>(call: impl FnOnce() -> T + Send + 'static) -> T {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || sender.send(call()));
    receiver.recv_timeout(Duration::from_secs(20)).expect("the call waits for something")
}

fn refusal(path: &Path) -> Error {
    let path = path.to_owned();
    in_time(move || file::read(&path, "key file", 1000).err().expect("this was read"))
}

#[test]
fn a_file_is_read_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a");
    for len in [0, 1, 999, 1000] {
        std::fs::write(&path, vec![7; len]).unwrap();
        assert_eq!(&*file::read(&path, "file", 1000).unwrap().bytes, vec![7; len]);
    }
    std::fs::write(&path, vec![7; 1001]).unwrap();
    let error = refusal(&path);
    assert_eq!(error.status(), CYBSIGN_E_LIMIT);
    assert!(error.message().contains(path.to_str().unwrap()), "{error}");
    // Its size is said to be 0, and it has to be read in pieces.
    #[cfg(target_os = "linux")]
    {
        let long = file::read(Path::new("/proc/self/smaps"), "file", 1 << 24).unwrap().bytes;
        assert!(long.len() > 4096 && long.ends_with(b"\n"));
        assert_eq!(refusal(Path::new("/proc/self/smaps")).status(), CYBSIGN_E_LIMIT);
    }
}

#[test]
fn what_is_missing_is_said_with_its_path() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("file"), "").unwrap();
    for name in ["missing", "no/such/folder/a", "file/a"] {
        let path = folder.path().join(name);
        let error = refusal(&path);
        assert_eq!(error.status(), CYBSIGN_E_FILE_NOT_FOUND, "{error}");
        assert_eq!(error.detail()["path"], path.to_str().unwrap());
        assert!(error.message().contains(path.to_str().unwrap()), "{error}");
    }
    assert!(refusal(Path::new("missing.p12")).message().contains("working directory"));
    let long = folder.path().join("x".repeat(200)).join("missing.p12");
    let error = refusal(&long);
    assert!(error.message().contains('…') && error.message().contains("/missing.p12 "), "{error}");
    assert!(error.message().len() < 250, "{error}");
    assert_eq!(error.detail()["path"], long.to_str().unwrap());
    let odd = refusal(Path::new("/no/such\n[ERROR] folder\u{202e}"));
    assert!(odd.message().contains("/no/such\\0a[ERROR] folder\\e2\\80\\ae"), "{odd}");
}

#[cfg(unix)]
#[test]
fn links_are_followed_and_dangling_ones_named() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("a"), "x").unwrap();
    symlink("a", path("good")).unwrap();
    assert_eq!(&*file::read(&path("good"), "file", 10).unwrap().bytes, b"x");
    symlink("missing", path("dangling")).unwrap();
    symlink("circle", path("circle")).unwrap();
    for name in ["dangling", "circle"] {
        let error = refusal(&path(name));
        assert_eq!(error.status(), CYBSIGN_E_FILE_NOT_FOUND);
        assert!(error.message().contains("a link that leads nowhere"), "{error}");
    }
}

/// Paths that are no regular file, and what they are called.
#[cfg(unix)]
fn irregular(folder: &Path) -> Vec<(PathBuf, &'static str)> {
    let (pipe, socket) = (folder.join("pipe"), folder.join("socket"));
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    std::os::unix::net::UnixListener::bind(&socket).unwrap();
    let link = folder.join("link");
    std::os::unix::fs::symlink(&pipe, &link).unwrap();
    vec![
        (pipe, "a pipe"),
        (link, "a pipe"),
        (socket, "a socket"),
        (PathBuf::from("/dev/zero"), "a device"),
        (PathBuf::from("/dev/null"), "a device"),
        (folder.to_owned(), "a folder"),
    ]
}

#[cfg(unix)]
#[test]
fn no_caller_waits_for_what_is_no_file() {
    let folder = tempfile::tempdir().unwrap();
    for (path, kind) in irregular(folder.path()) {
        let p12 = path.clone();
        let ini = path.clone();
        for error in [
            refusal(&path),
            in_time(move || Credential::from_p12_file(&p12, PASSWORD, None, b"").err().unwrap()),
            in_time(move || SimpleOrder::from_config(&ini, b"").err().unwrap()),
        ] {
            assert_eq!(error.status(), CYBSIGN_E_FILE, "{error}");
            assert!(error.message().contains(&format!("{} is {kind}: ", path.display())), "{error}");
            assert_eq!(error.detail()["path"], path.to_str().unwrap());
        }
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_that_is_written_to_is_refused_too() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = irregular(folder.path()).remove(0).0;
    let p12 = fixture("leaf_gen2.p12");
    let writer = pipe.clone();
    // It ends when the pipe is opened for reading, which the refusal does, and at the latest with the process.
    std::thread::spawn(move || std::fs::write(writer, p12));
    std::thread::sleep(Duration::from_millis(50));
    assert_eq!(refusal(&pipe).status(), CYBSIGN_E_FILE);
}

#[test]
fn a_wrong_file_is_named_in_text_and_detail() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key.pem");
    std::fs::copy(fixture_path("key_leaf.pem"), &path).unwrap();
    let load = |path: &Path, password: &[u8], options: &[u8]| {
        Credential::from_p12_file(path, password, None, options).err().unwrap()
    };
    let error = load(&path, PASSWORD, b"");
    assert_eq!(error.status(), CYBSIGN_E_NOT_P12);
    assert!(error.message().starts_with(&format!("{}: this is not a P12", path.display())), "{error}");
    assert_eq!(error.detail()["path"], path.to_str().unwrap());
    let p12 = fixture_path("leaf_gen2.p12");
    let error = load(&p12, b"wrong", b"");
    assert_eq!(error.status(), CYBSIGN_E_WRONG_PASSWORD);
    assert_eq!(error.detail()["path"], p12.to_str().unwrap());
    // A wrong option has nothing to do with the file, and its path in the detail is the option's.
    assert_eq!(load(&folder.path().join("missing"), PASSWORD, br#"{"alias": 1}"#).detail()["path"], "alias");
}

#[cfg(unix)]
#[test]
fn whether_others_may_read_it_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a");
    std::fs::write(&path, "x").unwrap();
    for (mode, others) in [(0o600, false), (0o640, true), (0o604, true), (0o444, true), (0o400, false)] {
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        assert_eq!(file::read(&path, "file", 10).unwrap().readable_by_others, others, "{mode:o}");
    }
}

// --- writing

fn names_in(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_written_file_is_private_and_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new.p12");
    file::write(&path, "key file", b"secret", Existing::Keep).unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), b"secret");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o7777, 0o600);
    }
    assert_eq!(names_in(folder.path()), ["new.p12"]);
}

#[test]
fn what_exists_is_replaced_only_if_that_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a");
    std::fs::write(&path, "old").unwrap();
    let error = file::write(&path, "key file", b"new", Existing::Keep).unwrap_err();
    assert_eq!(error.status(), CYBSIGN_E_FILE_EXISTS);
    assert!(error.message().contains(path.to_str().unwrap()), "{error}");
    assert_eq!(std::fs::read(&path).unwrap(), b"old");
    file::write(&path, "key file", b"new", Existing::Replace).unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), b"new");
    assert_eq!(names_in(folder.path()), ["a"]);
}

#[cfg(unix)]
#[test]
fn a_link_is_replaced_and_never_written_through() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("victim"), "old").unwrap();
    for (link, target) in [("link", "victim"), ("dangling", "missing")] {
        symlink(target, path(link)).unwrap();
        let error = file::write(&path(link), "key file", b"new", Existing::Keep).unwrap_err();
        assert_eq!(error.status(), CYBSIGN_E_FILE_EXISTS);
        file::write(&path(link), "key file", b"new", Existing::Replace).unwrap();
        assert!(std::fs::symlink_metadata(path(link)).unwrap().is_file());
        assert_eq!(std::fs::read(path(link)).unwrap(), b"new");
    }
    assert_eq!(std::fs::read(path("victim")).unwrap(), b"old");
    assert_eq!(names_in(folder.path()), ["dangling", "link", "victim"]);
}

#[cfg(unix)]
#[test]
fn pipes_devices_and_folders_are_never_replaced() {
    let folder = tempfile::tempdir().unwrap();
    for (path, kind) in irregular(folder.path()) {
        if std::fs::symlink_metadata(&path).unwrap().is_symlink() {
            continue;
        }
        let error = file::write(&path, "key file", b"new", Existing::Replace).unwrap_err();
        assert_eq!(error.status(), CYBSIGN_E_FILE, "{error}");
        assert!(error.message().contains(kind), "{error}");
        let kept = file::write(&path, "key file", b"new", Existing::Keep).unwrap_err();
        assert_eq!(kept.status(), CYBSIGN_E_FILE_EXISTS, "{kept}");
    }
    assert_eq!(names_in(folder.path()), ["link", "pipe", "socket"]);
}

#[test]
fn where_nothing_can_be_written_nothing_is_left() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("file"), "").unwrap();
    for name in ["missing/a", "file/a"] {
        let error = file::write(&folder.path().join(name), "key file", b"new", Existing::Keep).unwrap_err();
        assert_eq!(error.status(), CYBSIGN_E_FILE_NOT_FOUND, "{error}");
        assert!(error.message().contains("its folder"), "{error}");
    }
    for path in ["/", "..", ""] {
        let error = file::write(Path::new(path), "key file", b"new", Existing::Replace).unwrap_err();
        assert_eq!(error.status(), CYBSIGN_E_FILE, "{path}: {error}");
    }
    // A name that no file system takes, after the temporary file is there.
    let long = folder.path().join("x".repeat(300));
    let error = file::write(&long, "key file", b"new", Existing::Keep).unwrap_err();
    assert_eq!(error.status(), CYBSIGN_E_FILE, "{error}");
    assert_eq!(names_in(folder.path()), ["file"]);
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written_to() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o500)).unwrap();
    let written = file::write(&folder.path().join("a"), "key file", b"new", Existing::Keep);
    // Root may write everywhere.
    let may = std::fs::write(folder.path().join("probe"), "").is_ok();
    assert_eq!(written.err().map(|error| error.status()), (!may).then_some(CYBSIGN_E_FILE_PERMISSION));
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o700)).unwrap();
}

#[test]
fn of_many_writers_one_wins_and_its_file_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a");
    let contents = |writer: u8| vec![writer; 200_000];
    for round in 0..10 {
        let _ = std::fs::remove_file(&path);
        let results: Vec<Result<()>> = std::thread::scope(|scope| {
            let write = |writer| file::write(&path, "key file", &contents(writer), Existing::Keep);
            let threads: Vec<_> = (0..8).map(|writer| scope.spawn(move || write(writer))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let winners: Vec<usize> = (0..8).filter(|writer| results[*writer].is_ok()).collect();
        assert_eq!(winners.len(), 1, "round {round}");
        for error in results.iter().filter_map(|result| result.as_ref().err()) {
            assert_eq!(error.status(), CYBSIGN_E_FILE_EXISTS);
        }
        assert_eq!(std::fs::read(&path).unwrap(), contents(winners[0] as u8));
        assert_eq!(names_in(folder.path()), ["a"]);
    }
    // Those who replace all win, one after the other; nobody ever reads a part.
    std::thread::scope(|scope| {
        let write = |writer| file::write(&path, "key file", &contents(writer), Existing::Replace);
        (0..8).for_each(|writer| drop(scope.spawn(move || write(writer).unwrap())));
        for _ in 0..100 {
            let seen = file::read(&path, "file", 1 << 20).unwrap().bytes;
            assert_eq!(&*seen, contents(seen[0]));
        }
    });
    assert_eq!(names_in(folder.path()), ["a"]);
}
