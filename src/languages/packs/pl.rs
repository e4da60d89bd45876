//! The pack of Polish as a file of its own.

groundswell_languages::pack!(groundswell_languages::POLISH);
