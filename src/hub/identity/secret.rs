//! Secrets that somebody else gave the hub, each in a file of its own.

use std::path::Path;

use super::OpenError;
use crate::key::read_private;

/// Most bytes in a secret, or in a file of keys.
pub const MAX_FILE: usize = 64 * 1024;

/// Reads a secret of at least `least` bytes. The end of a line after it does not count.
pub fn read_secret(path: &Path, least: usize) -> Result<Vec<u8>, OpenError> {
    let bytes = read_private(path, MAX_FILE).map_err(OpenError::Secret)?;
    let secret = bytes.strip_suffix(b"\n").unwrap_or(&bytes);
    let secret = secret.strip_suffix(b"\r").unwrap_or(secret);
    if secret.len() < least {
        return Err(OpenError::ShortSecret(path.to_owned(), secret.len(), least));
    }
    Ok(secret.to_vec())
}

/// Writes a secret as its operator would.
#[cfg(test)]
pub fn write_for_test(path: &Path, secret: &[u8]) {
    use std::io::Write as _;
    let mut file = crate::key::private().open(path).unwrap();
    file.write_all(secret).unwrap();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_ends_before_the_end_of_its_line() {
        let dir = tempfile::tempdir().unwrap();
        for (name, text) in [
            ("a", "0123456789"),
            ("b", "0123456789\n"),
            ("c", "0123456789\r\n"),
        ] {
            let path = dir.path().join(name);
            write_for_test(&path, text.as_bytes());
            assert_eq!(read_secret(&path, 10).unwrap(), b"0123456789");
            let error = read_secret(&path, 11).unwrap_err().to_string();
            assert!(
                error.contains("10 bytes") && error.contains("11"),
                "{error}"
            );
        }
    }
}
