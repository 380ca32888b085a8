//! Ring of master keys in a file that only its owner may read.

use std::fs::File;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use zeroize::Zeroizing;

use super::{MasterKeys, MasterKeysError};

/// Longest accepted file, in bytes.
const MOST: u64 = 64 * 1024;

impl MasterKeys {
    /// Reads a ring in text form from a file. A file that its group or others may access is refused.
    ///
    /// # Errors
    /// [`MasterKeysError`].
    pub fn from_file(path: &Path) -> Result<Self, MasterKeysError> {
        let unreadable =
            |why: std::io::Error| MasterKeysError::Unreadable { path: path.to_owned(), why: why.to_string() };
        let file = File::open(path).map_err(unreadable)?;
        // The mode of the open file, not of the path: the file that was checked is the one that is read.
        let mode = file.metadata().map_err(unreadable)?.permissions().mode() & 0o7777;
        if mode & 0o077 != 0 {
            return Err(MasterKeysError::OpenToOthers { path: path.to_owned(), mode });
        }
        let mut text = Zeroizing::new(String::with_capacity(4096));
        let length = file.take(MOST + 1).read_to_string(&mut text).map_err(unreadable)?;
        if length as u64 > MOST {
            return Err(MasterKeysError::TooLong { path: path.to_owned(), most: MOST });
        }
        text.parse().map_err(|why| MasterKeysError::InFile { path: path.to_owned(), why: Box::new(why) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MasterKey;

    fn file(text: &str, mode: u32) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        std::fs::set_permissions(file.path(), std::fs::Permissions::from_mode(mode)).unwrap();
        file
    }

    #[test]
    fn file_private_to_its_owner_is_read() {
        let text = MasterKey::generate("a".parse().unwrap()).to_text();
        for mode in [0o600, 0o400] {
            let file = file(&format!("# of the test\n{}\n", *text), mode);
            assert_eq!(*MasterKeys::from_file(file.path()).unwrap().current().to_text(), *text);
        }
    }

    #[test]
    fn file_accessible_to_others_is_refused_with_advice() {
        let text = MasterKey::generate("a".parse().unwrap()).to_text();
        for mode in [0o640, 0o604, 0o644, 0o620, 0o601] {
            let file = file(&text, mode);
            let error = MasterKeys::from_file(file.path()).unwrap_err();
            assert_eq!(error, MasterKeysError::OpenToOthers { path: file.path().to_owned(), mode });
            assert!(error.to_string().contains("chmod 600") && error.to_string().contains(&format!("{mode:04o}")));
        }
    }

    #[test]
    fn error_names_file_that_is_absent_too_long_or_malformed() {
        let absent = Path::new("/no/such/master.key");
        assert!(MasterKeys::from_file(absent).unwrap_err().to_string().contains("/no/such/master.key"));
        let long = file(&"#".repeat(70_000), 0o600);
        assert!(matches!(MasterKeys::from_file(long.path()), Err(MasterKeysError::TooLong { .. })));
        let wrong = file("a:AAAA", 0o600);
        let words = MasterKeys::from_file(wrong.path()).unwrap_err().to_string();
        assert!(words.contains(&wrong.path().display().to_string()) && words.contains("32 bytes"), "{words}");
    }
}
