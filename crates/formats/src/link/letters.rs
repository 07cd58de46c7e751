//! Bytes in the 64 letters that an address may have: base64url of RFC 4648, section 5, without padding.

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// `prefix` and the bytes.
pub(super) fn write(prefix: &str, bytes: &[u8]) -> String {
    let mut text = prefix.to_owned();
    for chunk in bytes.chunks(3) {
        let byte = |i: usize| u32::from(chunk.get(i).copied().unwrap_or_default());
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        // One byte takes two letters, two take three.
        for letter in 0..=chunk.len() {
            text.push(char::from(
                LETTERS[(bits >> (18 - 6 * letter)) as usize & 63],
            ));
        }
    }
    text
}

/// The bytes; `None` where it is not what [`write`] writes. Line breaks and spaces, which mails put in, are passed over.
pub(super) fn read(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    let (mut bits, mut held) = (0u32, 0u32);
    for letter in text.bytes().filter(|b| !b.is_ascii_whitespace()) {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'-' => 62,
            b'_' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
            bits &= (1 << held) - 1;
        }
    }
    // A letter too many, or bits that no byte had: something was cut off or changed.
    (held < 6 && bits == 0).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_rfc_4648_come_out_without_padding() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg"),
            ("fo", "Zm8"),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg"),
            ("fooba", "Zm9vYmE"),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(write("", bytes.as_bytes()), text);
            assert_eq!(read(text).as_deref(), Some(bytes.as_bytes()));
        }
        assert_eq!(write("", &[0xfb, 0xff]), "-_8");
    }

    #[test]
    fn what_was_not_written_so_is_refused() {
        for text in ["Z", "Zh", "Zm9", "Zg==", "Zm+v", "é"] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read("Zm9v\r\n Yg").as_deref(), Some(&b"foob"[..]));
    }
}
