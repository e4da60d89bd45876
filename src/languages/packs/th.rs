//! The pack of Thai as a file of its own.

groundswell_languages::pack!(groundswell_languages::THAI);
