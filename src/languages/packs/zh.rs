//! The pack of Chinese as a file of its own.

groundswell_languages::pack!(groundswell_languages::CHINESE);
