//! Deflate with a dictionary: the packed text is taken to follow a text of what scenarios usually contain.
//!
//! Small scenarios gain most: their words all occur for the first time.

use miniz_oxide::deflate::core::{
    CompressorOxide, TDEFLFlush, compress_to_output, create_comp_flags_from_zip_params,
};
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};

use super::LinkError;

/// Part of packing 1: frozen, as every link refers to it.
const DICTIONARY: &[u8] = include_bytes!("dictionary-1.bin");

/// Packs so that [`inflate`] gives the same back.
pub(super) fn deflate(bytes: &[u8]) -> Vec<u8> {
    const BEST: i32 = 10;
    // No header of its own (window bits below zero), the default strategy.
    let flags = create_comp_flags_from_zip_params(BEST, -15, 0);
    let mut compressor = CompressorOxide::new(flags);
    // A flush ends the dictionary's part on a byte, so that it can be left away: the reader has it already.
    compress_to_output(&mut compressor, DICTIONARY, TDEFLFlush::Sync, |_| true);
    let mut packed = Vec::new();
    compress_to_output(&mut compressor, bytes, TDEFLFlush::Finish, |piece| {
        packed.extend_from_slice(piece);
        true
    });
    packed
}

/// Unpacks at most `limit` bytes.
pub(super) fn inflate(packed: &[u8], limit: usize) -> Result<Vec<u8>, LinkError> {
    let limit = DICTIONARY.len() + limit;
    let mut bytes = DICTIONARY.to_vec();
    bytes.resize((bytes.len() + packed.len() * 4).min(limit), 0);
    let mut decompressor = Box::<DecompressorOxide>::default();
    let (mut read, mut written) = (0, DICTIONARY.len());
    loop {
        let rest = packed.get(read..).ok_or(LinkError::Damaged)?;
        let flags = TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
        let (status, taken, given) =
            decompress(&mut decompressor, rest, &mut bytes, written, flags);
        read += taken;
        written += given;
        match status {
            TINFLStatus::Done if read == packed.len() => {
                bytes.truncate(written);
                return Ok(bytes.split_off(DICTIONARY.len()));
            }
            TINFLStatus::HasMoreOutput if bytes.len() >= limit => return Err(LinkError::TooLarge),
            TINFLStatus::HasMoreOutput => bytes.resize((bytes.len() * 2).min(limit), 0),
            _ => return Err(LinkError::Damaged),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_of_every_sort_come_back() {
        let noise: Vec<u8> = (0..100_000u32)
            .map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8)
            .collect();
        for bytes in [&b""[..], b"x", DICTIONARY, &noise, &vec![0; 300_000]] {
            assert_eq!(inflate(&deflate(bytes), bytes.len()).as_deref(), Ok(bytes));
        }
    }

    #[test]
    fn what_would_unpack_beyond_the_limit_is_refused() {
        let packed = deflate(&vec![0; 5 << 20]);
        assert!(packed.len() < 8_000);
        assert_eq!(inflate(&packed, 4 << 20), Err(LinkError::TooLarge));
    }

    #[test]
    fn words_of_the_dictionary_cost_next_to_nothing() {
        assert!(deflate(br#""algorithm":"least_connections""#).len() < 12);
    }
}
