//! The pack of Italian as a file of its own.

groundswell_languages::pack!(groundswell_languages::ITALIAN);
