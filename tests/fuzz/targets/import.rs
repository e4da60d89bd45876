#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| groundswell_hostile::import::run(data));
