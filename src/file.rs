//! Files: one reader and one writer for all that the library opens.
//!
//! Only regular files are read. A pipe, a socket or a device would keep the caller waiting, or give other bytes the next time;
//! so a file is opened without blocking, and what was opened is judged, not what stood at the path a moment before.

use std::collections::hash_map::RandomState;
use std::fs::{File, FileType, Metadata, OpenOptions};
use std::hash::{BuildHasher, Hasher};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::error::{
    Error, Result, CYBSIGN_E_FILE, CYBSIGN_E_FILE_EXISTS, CYBSIGN_E_FILE_NOT_FOUND, CYBSIGN_E_FILE_PERMISSION,
    CYBSIGN_E_LIMIT,
};
use crate::secret::SecretBytes;
use crate::text::shown::shown_path;

/// A file that was read.
pub struct Contents {
    /// Its bytes.
    pub bytes: SecretBytes,
    /// Whether its mode lets others than its owner read it.
    pub readable_by_others: bool,
}

/// Reads a regular file of at most `limit` bytes, whole. `what` names it in errors: "key file".
///
/// Errors say the path and have it, whole, as `path` in their detail: `CYBSIGN_E_FILE_NOT_FOUND`,
/// `CYBSIGN_E_FILE_PERMISSION`, `CYBSIGN_E_FILE` for what is no regular file or can't be read, `CYBSIGN_E_LIMIT` for a file
/// that is too large.
pub fn read(path: &Path, what: &str, limit: usize) -> Result<Contents> {
    let subject = Subject { path, what };
    let file = to_read().open(path).map_err(|error| subject.not_opened(&error))?;
    let metadata = file.metadata().map_err(|error| subject.not_read(&error))?;
    if !metadata.is_file() {
        return Err(subject.irregular(metadata.file_type()));
    }
    let known = usize::try_from(metadata.len()).unwrap_or(usize::MAX);
    if known > limit {
        return Err(subject.too_large(limit));
    }
    let bytes = read_to_end(file, known, limit).map_err(|error| subject.not_read(&error))?;
    if bytes.len() > limit {
        return Err(subject.too_large(limit));
    }
    Ok(Contents { bytes, readable_by_others: is_readable_by_others(&metadata) })
}

/// Says of an error about a file's contents which file it was.
pub fn in_file(path: &Path, error: Error) -> Error {
    let text = path.to_string_lossy();
    error.prefixed(&shown_path(&text)).with("path", text)
}

/// Everything up to one byte over the limit. A buffer that grows leaves nothing of itself behind.
fn read_to_end(mut file: File, expected: usize, limit: usize) -> io::Result<SecretBytes> {
    let most = limit.saturating_add(1);
    // One byte more than is expected shows the end without growing.
    let mut bytes = Zeroizing::new(vec![0; expected.saturating_add(1).min(most)]);
    let mut filled = 0;
    loop {
        if filled == bytes.len() {
            if filled == most {
                break;
            }
            let mut larger = Zeroizing::new(vec![0; filled.saturating_mul(2).max(4096).min(most)]);
            larger[..filled].copy_from_slice(&bytes);
            bytes = larger;
        }
        match file.read(&mut bytes[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    bytes.truncate(filled);
    Ok(SecretBytes::new(std::mem::take(&mut *bytes)))
}

/// What happens to a file that stands where another one is to be put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// It stays, and nothing is written.
    Keep,
    /// It is replaced: a link itself, and not what it leads to.
    Replace,
}

/// Writes a file that its owner alone may read, so that it is there whole or not at all. `what` names it in errors.
///
/// The bytes go to a temporary file in the same folder, which has mode 0600 from its first byte on; file and folder are
/// synchronised with the disk. What is no regular file and no link is never replaced. Errors say the path as those of [`read`]
/// do: `CYBSIGN_E_FILE_EXISTS` where there is such a file and it is to be kept, `CYBSIGN_E_FILE_NOT_FOUND` where there is no
/// such folder, `CYBSIGN_E_FILE_PERMISSION`, or `CYBSIGN_E_FILE`. After an error there is no file that was not there before.
pub fn write(path: &Path, what: &str, bytes: &[u8], existing: Existing) -> Result<()> {
    let subject = Subject { path, what };
    if path.file_name().is_none() {
        return Err(subject.error(CYBSIGN_E_FILE, "has no name: give a path that ends in one"));
    }
    // Asked first, so that nothing is written in vain; putting it in place asks again.
    match std::fs::symlink_metadata(path) {
        Ok(_) if existing == Existing::Keep => return Err(subject.exists()),
        Ok(found) if !found.is_file() && !found.is_symlink() => return Err(subject.irregular(found.file_type())),
        _ => {}
    }
    let folder = Folder::of(path).map_err(|error| subject.not_written(&error))?;
    let mut temporary = folder.temporary().map_err(|error| subject.not_written(&error))?;
    let written = temporary.file.write_all(bytes).and_then(|()| temporary.file.sync_all());
    written.map_err(|error| subject.not_written(&error))?;
    match existing {
        Existing::Replace => std::fs::rename(&temporary.path, path),
        Existing::Keep => place(&temporary.path, path),
    }
    .map_err(|error| subject.not_written(&error))?;
    drop(temporary);
    folder.sync().map_err(|error| subject.not_written(&error))
}

/// Gives a file its name unless the name is taken.
fn place(temporary: &Path, path: &Path) -> io::Result<()> {
    match std::fs::hard_link(temporary, path) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => claim(temporary, path),
        result => result,
    }
}

/// The same where the file system has no hard links: an empty file claims the name, and is then replaced.
fn claim(temporary: &Path, path: &Path) -> io::Result<()> {
    to_create().open(path)?;
    std::fs::rename(temporary, path).inspect_err(|_| {
        // The claim is empty and ours; if it can't go, the first error is the one to tell.
        let _ = std::fs::remove_file(path);
    })
}

/// The folder that a file is written to, opened so that it can be synchronised.
struct Folder {
    path: PathBuf,
    #[cfg(unix)]
    open: File,
}

impl Folder {
    fn of(path: &Path) -> io::Result<Folder> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Ok(Folder {
            #[cfg(unix)]
            open: to_read().open(folder)?,
            path: folder.to_owned(),
        })
    }

    /// A new file with a name that nobody else has. It is exclusive, so that names need not be hard to guess.
    fn temporary(&self) -> io::Result<Temporary> {
        const ATTEMPTS: usize = 16;
        let mut last = None;
        for _ in 0..ATTEMPTS {
            // Each RandomState has keys of its own.
            let name = format!(".cybsign-{:016x}.tmp", RandomState::new().build_hasher().finish());
            let path = self.path.join(name);
            match to_create().open(&path) {
                Ok(file) => return Ok(Temporary { path, file }),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => last = Some(error),
                Err(error) => return Err(error),
            }
        }
        Err(last.unwrap_or_else(|| ErrorKind::AlreadyExists.into()))
    }

    #[cfg(unix)]
    fn sync(&self) -> io::Result<()> {
        match self.open.sync_all() {
            // Some file systems have no way to do it for a folder.
            Err(error) if error.kind() == ErrorKind::InvalidInput => Ok(()),
            result => result,
        }
    }

    #[cfg(not(unix))]
    fn sync(&self) -> io::Result<()> {
        Ok(())
    }
}

/// A file that goes when it is dropped, if it still has this name.
struct Temporary {
    path: PathBuf,
    file: File,
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // After a rename there is none; and if it can't go, there is an error already that says why.
        let _ = std::fs::remove_file(&self.path);
    }
}

fn to_read() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        // A pipe would wait for whoever writes to it, and a terminal would become the process's own.
        options.custom_flags(libc::O_NONBLOCK | libc::O_CLOEXEC | libc::O_NOCTTY);
    }
    options
}

fn to_create() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600).custom_flags(libc::O_CLOEXEC);
    }
    options
}

#[cfg(unix)]
fn is_readable_by_others(metadata: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    metadata.mode() & 0o044 != 0
}

#[cfg(not(unix))]
fn is_readable_by_others(_metadata: &Metadata) -> bool {
    false
}

/// What a path leads to, where it is no regular file.
fn name_of(kind: FileType) -> &'static str {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        if kind.is_fifo() {
            return "a pipe";
        }
        if kind.is_socket() {
            return "a socket";
        }
        if kind.is_char_device() || kind.is_block_device() {
            return "a device";
        }
    }
    if kind.is_dir() {
        return "a folder";
    }
    "no regular file"
}

/// Whom an error is about.
struct Subject<'a> {
    path: &'a Path,
    what: &'a str,
}

impl Subject<'_> {
    fn error(&self, status: i32, why: &str) -> Error {
        let text = self.path.to_string_lossy();
        Error::new(status, format!("the {} {} {why}", self.what, shown_path(&text))).with("path", text)
    }

    fn irregular(&self, kind: FileType) -> Error {
        let advice = if kind.is_dir() { "give the path of a file in it" } else { "give the path of a regular file" };
        self.error(CYBSIGN_E_FILE, &format!("is {}: {advice}", name_of(kind)))
    }

    fn too_large(&self, limit: usize) -> Error {
        self.error(CYBSIGN_E_LIMIT, &format!("is larger than {} MiB: it is not what it should be", limit >> 20))
    }

    fn exists(&self) -> Error {
        self.error(CYBSIGN_E_FILE_EXISTS, "exists already and was kept: choose another name, or have it replaced")
    }

    fn not_opened(&self, error: &io::Error) -> Error {
        // Opening a socket fails, and so does a link that leads nowhere: they are named here.
        let is_link = || std::fs::symlink_metadata(self.path).is_ok_and(|found| found.is_symlink());
        match std::fs::metadata(self.path) {
            Ok(found) if !found.is_file() && !found.is_dir() => self.irregular(found.file_type()),
            Err(error) if error.kind() != ErrorKind::PermissionDenied && is_link() => {
                self.error(CYBSIGN_E_FILE_NOT_FOUND, "is a link that leads nowhere: mend the link")
            }
            _ => self.not_read(error),
        }
    }

    fn not_read(&self, error: &io::Error) -> Error {
        match error.kind() {
            ErrorKind::NotFound | ErrorKind::NotADirectory if self.path.is_relative() => self.error(
                CYBSIGN_E_FILE_NOT_FOUND,
                "does not exist: check the path, which starts at the process's working directory",
            ),
            ErrorKind::NotFound | ErrorKind::NotADirectory => {
                self.error(CYBSIGN_E_FILE_NOT_FOUND, "does not exist: check the path")
            }
            ErrorKind::PermissionDenied => self.error(
                CYBSIGN_E_FILE_PERMISSION,
                "may not be read by this user: check owner and mode of the file and of the folders above it",
            ),
            _ => self.error(CYBSIGN_E_FILE, &format!("could not be read ({error}): try again, or copy it elsewhere")),
        }
    }

    fn not_written(&self, error: &io::Error) -> Error {
        match error.kind() {
            ErrorKind::AlreadyExists => self.exists(),
            ErrorKind::NotFound | ErrorKind::NotADirectory => {
                self.error(CYBSIGN_E_FILE_NOT_FOUND, "can't be written, since its folder does not exist: make it first")
            }
            ErrorKind::PermissionDenied => self.error(
                CYBSIGN_E_FILE_PERMISSION,
                "may not be written by this user: check owner and mode of its folder",
            ),
            _ => self.error(CYBSIGN_E_FILE, &format!("could not be written ({error}): choose another folder")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_cause_has_its_status_and_the_next_step() {
        let subject = Subject { path: Path::new("/keys/a.p12"), what: "key file" };
        for (kind, read, write) in [
            (ErrorKind::NotFound, CYBSIGN_E_FILE_NOT_FOUND, CYBSIGN_E_FILE_NOT_FOUND),
            (ErrorKind::NotADirectory, CYBSIGN_E_FILE_NOT_FOUND, CYBSIGN_E_FILE_NOT_FOUND),
            (ErrorKind::PermissionDenied, CYBSIGN_E_FILE_PERMISSION, CYBSIGN_E_FILE_PERMISSION),
            (ErrorKind::AlreadyExists, CYBSIGN_E_FILE, CYBSIGN_E_FILE_EXISTS),
            (ErrorKind::StorageFull, CYBSIGN_E_FILE, CYBSIGN_E_FILE),
        ] {
            for (error, status) in [(subject.not_read(&kind.into()), read), (subject.not_written(&kind.into()), write)]
            {
                assert_eq!(error.status(), status, "{kind:?}");
                assert!(error.message().starts_with("the key file /keys/a.p12 "), "{error}");
                assert!(error.message().contains(": "), "{error}");
                assert_eq!(error.detail()["path"], "/keys/a.p12");
            }
        }
    }

    #[test]
    fn a_name_is_claimed_where_there_are_no_hard_links() {
        let folder = tempfile::tempdir().unwrap();
        let (temporary, path) = (folder.path().join("t"), folder.path().join("a"));
        std::fs::write(&temporary, "new").unwrap();
        claim(&temporary, &path).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"new");
        std::fs::write(&temporary, "newer").unwrap();
        assert_eq!(claim(&temporary, &path).unwrap_err().kind(), ErrorKind::AlreadyExists);
        assert_eq!(std::fs::read(&path).unwrap(), b"new");
        std::fs::remove_file(&temporary).unwrap();
        let missing = folder.path().join("b");
        claim(&temporary, &missing).unwrap_err();
        assert!(!missing.exists());
    }
}
