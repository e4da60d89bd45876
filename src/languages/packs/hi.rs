//! The pack of Hindi as a file of its own.

groundswell_languages::pack!(groundswell_languages::HINDI);
