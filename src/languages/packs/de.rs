//! The pack of German as a file of its own.

groundswell_languages::pack!(groundswell_languages::GERMAN);
