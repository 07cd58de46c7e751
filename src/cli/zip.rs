//! A ZIP archive, as far as a package needs one: deflated files, in the order given, without times, so that the same files
//! give the same archive. APPNOTE.TXT 6.3, sections 4.3.7, 4.3.12 and 4.3.16.

use miniz_oxide::deflate::compress_to_vec;

/// Deflate's level: small before quick.
const LEVEL: u8 = 9;
/// Version 2.0 of the format: folders and deflate.
const VERSION: u16 = 20;
/// Names are UTF-8.
const UTF_8: u16 = 1 << 11;
const DEFLATED: u16 = 8;
/// The first of January 1980, the earliest there is.
const DAY: u16 = (1 << 5) | 1;

/// The archive of these files, each with its path (`/` between folders).
///
/// # Errors
/// They are too many or too large for an archive without ZIP64: 65,535 files, 4 GiB.
pub(super) fn archive(files: &[(String, Vec<u8>)]) -> Result<Vec<u8>, &'static str> {
    const TOO_LARGE: &str = "these files are too many or too large for one archive";
    let size = |bytes: usize| u32::try_from(bytes).map_err(|_| TOO_LARGE);
    let count = u16::try_from(files.len()).map_err(|_| TOO_LARGE)?;
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (path, bytes) in files {
        let packed = compress_to_vec(bytes, LEVEL);
        let name = u16::try_from(path.len()).map_err(|_| TOO_LARGE)?;
        let mut head = Vec::new();
        for field in [VERSION, UTF_8, DEFLATED, 0, DAY] {
            head.extend(field.to_le_bytes());
        }
        for field in [crc_32(bytes), size(packed.len())?, size(bytes.len())?] {
            head.extend(field.to_le_bytes());
        }
        // No extra field.
        head.extend(name.to_le_bytes());
        head.extend([0, 0]);

        directory.extend(b"PK\x01\x02");
        directory.extend(VERSION.to_le_bytes());
        directory.extend(&head);
        // No comment, on the first disk, without attributes.
        directory.extend([0; 10]);
        directory.extend(size(out.len())?.to_le_bytes());
        directory.extend(path.bytes());

        out.extend(b"PK\x03\x04");
        out.extend(head);
        out.extend(path.bytes());
        out.extend(packed);
    }
    let (at, length) = (size(out.len())?, size(directory.len())?);
    out.extend(directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(count.to_le_bytes());
    out.extend(count.to_le_bytes());
    out.extend(length.to_le_bytes());
    out.extend(at.to_le_bytes());
    out.extend([0, 0]);
    Ok(out)
}

/// The checksum that ZIP wants (ISO 3309).
fn crc_32(bytes: &[u8]) -> u32 {
    let step = |sum: u32, byte: &u8| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg())
        })
    };
    !bytes.iter().fold(!0, step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_the_one_of_the_standard() {
        assert_eq!(crc_32(b"123456789"), 0xcbf4_3926);
        assert_eq!(crc_32(b""), 0);
    }

    #[test]
    fn an_archive_begins_with_its_first_file_and_ends_with_its_directory() {
        let files = [
            ("a.txt".to_owned(), b"aaaa".to_vec()),
            ("b/c.txt".to_owned(), Vec::new()),
        ];
        let zip = archive(&files).expect("it is small");
        assert_eq!(zip, archive(&files).expect("it is small"));
        assert!(zip.starts_with(b"PK\x03\x04") && zip[30..].starts_with(b"a.txt"));
        let end = &zip[zip.len() - 22..];
        assert!(end.starts_with(b"PK\x05\x06") && end[10..12] == [2, 0]);
        let at = u32::from_le_bytes([end[16], end[17], end[18], end[19]]) as usize;
        assert!(zip[at..].starts_with(b"PK\x01\x02"));
    }
}
