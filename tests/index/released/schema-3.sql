-- An index as schema 3, the first that was released, left it. Never changed again.
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE files (
    path TEXT PRIMARY KEY, sha256 TEXT NOT NULL, reading TEXT NOT NULL, skipped TEXT NOT NULL
);
CREATE TABLE articles (
    id TEXT PRIMARY KEY, file TEXT NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL,
    sha256 TEXT NOT NULL, publisher TEXT NOT NULL, author TEXT NOT NULL, date TEXT NOT NULL,
    language TEXT NOT NULL, metadata TEXT NOT NULL, pages TEXT NOT NULL, fingerprint TEXT NOT NULL
);
CREATE INDEX articles_of_file ON articles (file);
CREATE TABLE chunks (
    id TEXT PRIMARY KEY, article_id TEXT NOT NULL REFERENCES articles (id),
    start_offset INTEGER NOT NULL, end_offset INTEGER NOT NULL, sentences TEXT NOT NULL,
    text_sha256 TEXT NOT NULL, text TEXT NOT NULL
);
CREATE INDEX chunks_of_article ON chunks (article_id, start_offset);
CREATE INDEX chunks_of_text ON chunks (text_sha256);
CREATE TABLE vectors (text_sha256 TEXT PRIMARY KEY, vector BYTEA NOT NULL);
CREATE TABLE changes (chunk_id TEXT NOT NULL, stamp BIGINT NOT NULL);
CREATE INDEX changes_by_stamp ON changes (stamp);
INSERT INTO meta VALUES ('changes since', '1795286488822962');
INSERT INTO meta VALUES ('embedding', 'hashed');
INSERT INTO meta VALUES ('generation', '1795286488822962');
INSERT INTO meta VALUES ('id', 'af2fb76f7d5a4c81a849fa9135576a3f');
INSERT INTO meta VALUES ('schema', '3');
INSERT INTO files VALUES ('bridge.txt', '9a4e9089ae9880e25117d1df9be7eea9db6745c98963e2be5dd8bdfb1dbe491a', '1', '[]');
INSERT INTO files VALUES ('cats.txt', '8d11b7f6e97859b4e5fc1fec7f3fc5a031a3f582acf736f44640f2431bbb7093', '1', '[]');
INSERT INTO files VALUES ('rows.jsonl', '4c0fea50a3cd23b3a6f189316782b05b9bb9cc872def93d8b4e4ca74c0a98438', '1', '[["rows.jsonl#2", "not an object with fields"]]');
INSERT INTO articles VALUES ('bridge.txt', 'bridge.txt', 'The bridge opened in 1932. It was painted grey.', 'The bridge opened in 1932. It was painted grey.', '9a4e9089ae9880e25117d1df9be7eea9db6745c98963e2be5dd8bdfb1dbe491a', '', '', '', 'English', '{}', '', 'e0cc371909f4e52f44096277aa3e96299171d8fb61e61db6acc1f3cd32839546');
INSERT INTO articles VALUES ('cats.txt', 'cats.txt', 'Cats sleep through the day. They hunt mice at night.', 'Cats sleep through the day. They hunt mice at night.', '8d11b7f6e97859b4e5fc1fec7f3fc5a031a3f582acf736f44640f2431bbb7093', '', '', '', 'English', '{}', '', '406f39997524106dc582a0755a345f943d736ed9fe9df64eb0bc61a558921ee3');
INSERT INTO articles VALUES ('rows.jsonl#1', 'rows.jsonl', 'Rain''s end', 'Rain fell for nine days.', '4508e9a868ed6ebdc409abee0eddf2f32db635e587f97ed0f9cc028b3f22c733', 'The École', '', '', 'Danish', '{"publisher": "The École", "title": "Rain''s end"}', '', '58dd0ef3dd477f974a9e7272467ff2f1fb6c7c2a504949efa06d03e72c00a7a6');
INSERT INTO chunks VALUES ('436d25318de86138c8fe220e96564de2', 'cats.txt', 0, 52, '0 27 28 52', '8d11b7f6e97859b4e5fc1fec7f3fc5a031a3f582acf736f44640f2431bbb7093', 'Cats sleep through the day. They hunt mice at night.');
INSERT INTO chunks VALUES ('bd5e0ccd8732367eafabb54b389de40f', 'rows.jsonl#1', 0, 24, '0 24', '4508e9a868ed6ebdc409abee0eddf2f32db635e587f97ed0f9cc028b3f22c733', 'Rain fell for nine days.');
INSERT INTO chunks VALUES ('ca0e55d04e2db9078d76a892749d2fc0', 'bridge.txt', 0, 47, '0 26 27 47', '9a4e9089ae9880e25117d1df9be7eea9db6745c98963e2be5dd8bdfb1dbe491a', 'The bridge opened in 1932. It was painted grey.');
INSERT INTO vectors VALUES ('4508e9a868ed6ebdc409abee0eddf2f32db635e587f97ed0f9cc028b3f22c733', X'312f32bde0e9173e824c10be0a13cc3ca5aba0bdd3912a3bb610dc3d1a3c2d3e2e36823d10b5b3bc9596dd3dc354abbdfae96a3eb33fe83ded91fdbd1d0d213eb9cd31be370d743e983f95bc983f953c416cb1bdb2172c3d929dadbc3414443e8816343e6b6d293ee0e917be14aee3bde6b33bbeb6d401bedd547ebd1a288f3c312f32bde0e9173e824c10be0a13cc3ca5aba0bdd3912a3bb610dc3d1a3c2d3e2e36823d10b5b3bc9596dd3dc354abbdfae96a3eb33fe83ded91fdbd1d0d213eb9cd31be370d743e983f95bc983f953c416cb1bdb2172c3d929dadbc3414443e8816343e6b6d293ee0e917be14aee3bde6b33bbeb6d401bedd547ebd1a288f3c');
INSERT INTO vectors VALUES ('8d11b7f6e97859b4e5fc1fec7f3fc5a031a3f582acf736f44640f2431bbb7093', X'004418be9da919bdf99c02be6a852c3e2365383d78b10b3e0e92c33df410733de899353e8d8400bdaeceb23d812f0f3eaece32bd218ecabd3fdf423eaeceb23b832849bc09e4e73ddf3dfebdcf18e53cf0404b3e6c5c1a3ea472fbbd630063be6a852c3e63de163dd3c6403e281394bd5c59cd3dc578953ddd44443ea749e93d004418be9da919bdf99c02be6a852c3e2365383d78b10b3e0e92c33df410733de899353e8d8400bdaeceb23d812f0f3eaece32bd218ecabd3fdf423eaeceb23b832849bc09e4e73ddf3dfebdcf18e53cf0404b3e6c5c1a3ea472fbbd630063be6a852c3e63de163dd3c6403e281394bd5c59cd3dc578953ddd44443ea749e93d');
INSERT INTO vectors VALUES ('9a4e9089ae9880e25117d1df9be7eea9db6745c98963e2be5dd8bdfb1dbe491a', X'cba62fbe3576da3dd6b137bd63274bbefcb9e1bd1b8b33bd2bccac3d56a96dbdcc070abd3627fb3c40e2bc3c531f893ed50097bd6c8132bc101fd1bdd28dc13de2ce3a3ccb45d53d235c9d3ebcb5fc3d824863bd5da113bea1697b3ec7215f3dbb045cbc59cde3bd064d803eed3a9d3dc24c483d389a503dec78e8bac5bf9d3bcba62fbe3576da3dd6b137bd63274bbefcb9e1bd1b8b33bd2bccac3d56a96dbdcc070abd3627fb3c40e2bc3c531f893ed50097bd6c8132bc101fd1bdd28dc13de2ce3a3ccb45d53d235c9d3ebcb5fc3d824863bd5da113bea1697b3ec7215f3dbb045cbc59cde3bd064d803eed3a9d3dc24c483d389a503dec78e8bac5bf9d3b');
