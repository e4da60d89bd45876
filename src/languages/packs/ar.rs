//! The pack of Arabic as a file of its own.

groundswell_languages::pack!(groundswell_languages::ARABIC);
