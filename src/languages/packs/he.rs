//! The pack of Hebrew as a file of its own.

groundswell_languages::pack!(groundswell_languages::HEBREW);
