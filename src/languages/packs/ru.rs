//! The pack of Russian as a file of its own.

groundswell_languages::pack!(groundswell_languages::RUSSIAN);
