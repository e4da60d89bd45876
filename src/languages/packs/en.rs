//! The pack of English as a file of its own.

groundswell_languages::pack!(groundswell_languages::ENGLISH);
