//! The pack of Korean as a file of its own.

groundswell_languages::pack!(groundswell_languages::KOREAN);
