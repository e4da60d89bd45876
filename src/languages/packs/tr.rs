//! The pack of Turkish as a file of its own.

groundswell_languages::pack!(groundswell_languages::TURKISH);
