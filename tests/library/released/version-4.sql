-- startframe.sqlite3 as 0.1.0 with clips that are searched left it: user_version 4. Never changed.
CREATE TABLE clips(
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            created_at TEXT NOT NULL,
            generation_id TEXT,
            parent TEXT,
            account TEXT NOT NULL DEFAULT '',
            width INTEGER NOT NULL DEFAULT 0,
            height INTEGER NOT NULL DEFAULT 0,
            duration_s REAL NOT NULL DEFAULT 0,
            has_audio INTEGER NOT NULL DEFAULT 0,
            is_public INTEGER NOT NULL DEFAULT 0,
            is_favourite INTEGER NOT NULL DEFAULT 0,
            is_rejected INTEGER NOT NULL DEFAULT 0,
            record TEXT NOT NULL,
            removed_at TEXT
        );
INSERT INTO "clips" VALUES(1,'cb82ffc5-ef53-472f-9b93-aa0a26bd0944','2026-11-22T20:53:50.815377+00:00','1f1e6b6d-23da-6c89-9c1d-854e4c9e1921',NULL,'sandbox',1280,854,6.0,1,0,0,0,'{"id": "cb82ffc5-ef53-472f-9b93-aa0a26bd0944", "account": "sandbox", "request": {"model": "grok-imagine-1.5", "prompt": "Steam curls up from the cup, slow push-in", "width": 0, "height": 0, "duration_s": 6, "audio": true, "public": false}, "created_at": "2026-11-22T20:53:50.815377+00:00", "video": "/home/jane/videos/2026-11-22 20-53 Steam curls up from the cup, slow push-in.mp4", "poster": "/home/jane/cache/posters/cb82ffc5-ef53-472f-9b93-aa0a26bd0944.jpg", "frame": "/home/jane/data/frames/cc02f8ca188b167c775a7101b5d767d1e71792cf762c33d6fa15a4599b5a8de7.png", "frame_name": "coffee.png", "width": 1280, "height": 854, "duration_s": 6.0, "has_audio": true, "size_bytes": 405868, "generation_id": "1f1e6b6d-23da-6c89-9c1d-854e4c9e1921", "cost": {"amount": "1.4352", "unit": "DOLLARS"}, "is_nsfw": false}',NULL);
INSERT INTO "clips" VALUES(2,'0c1d2e3f-0000-4f51-96ee-e28fe0b33b91','2026-11-21T08:00:00.000000+00:00','1f1e6b6d-0000-6c89-9c1d-854e4c9e1921',NULL,'',0,0,0.0,0,0,0,0,'{"id": "0c1d2e3f-0000-4f51-96ee-e28fe0b33b91"}','2026-11-21T09:00:00+00:00');
CREATE TABLE collected(
            collection INTEGER NOT NULL REFERENCES collections(number) ON DELETE CASCADE,
            clip INTEGER NOT NULL REFERENCES clips(number) ON DELETE CASCADE,
            PRIMARY KEY (collection, clip)
        ) WITHOUT ROWID;
CREATE TABLE collections(number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE events(
            job_id TEXT NOT NULL,
            at TEXT NOT NULL,
            kind TEXT NOT NULL,
            facts TEXT NOT NULL
        );
INSERT INTO "events" VALUES('a0382392-0155-4f51-96ee-e28fe0b33b91','2026-11-22T20:54:00+00:00','queued','{}');
CREATE TABLE jobs(
            id TEXT PRIMARY KEY,
            revision INTEGER NOT NULL,
            state TEXT NOT NULL,
            created_at TEXT NOT NULL,
            changed_at TEXT NOT NULL,
            record TEXT NOT NULL
        , owner TEXT, place REAL NOT NULL DEFAULT 0, generation_id TEXT);
INSERT INTO "jobs" VALUES('cb82ffc5-ef53-472f-9b93-aa0a26bd0944',9,'ready','2026-11-22T20:53:50.815377+00:00','2026-11-22T20:53:55.385820+00:00','{"account":"sandbox","frame_name":"coffee.png","image_id":"f99f0683-37a9-42a0-9703-09658372c3c2","generation_id":"1f1e6b6d-23da-6c89-9c1d-854e4c9e1921","video_url":"http://127.0.0.1:40595/cdn/users/9d0443d2-c3bb-4142-88ad-68f05f89a6db/generations/1f1e6b6d-23da-6c89-9c1d-854e4c9e1921/sandbox-0.mp4","size_bytes":405868,"is_nsfw":false,"retry_of":null,"frame":"/home/jane/data/frames/cc02f8ca188b167c775a7101b5d767d1e71792cf762c33d6fa15a4599b5a8de7.png","prepared":"/home/jane/data/frames/cb82ffc5-ef53-472f-9b93-aa0a26bd0944-sent.jpg","part":"/home/jane/videos/cb82ffc5-ef53-472f-9b93-aa0a26bd0944.mp4.part","output":null,"video":"/home/jane/videos/2026-11-22 20-53 Steam curls up from the cup, slow push-in.mp4","request":{"model":"grok-imagine-1.5","prompt":"Steam curls up from the cup, slow push-in","width":0,"height":0,"duration_s":6,"audio":true,"public":false},"created_at":"2026-11-22T20:53:50.815377+00:00","changed_at":"2026-11-22T20:53:55.385820+00:00","submitted_at":"2026-11-22T20:53:51.077087+00:00","cost":{"amount":"1.4352","unit":"DOLLARS"},"problem":null,"place":1.0}',NULL,1.0,'1f1e6b6d-23da-6c89-9c1d-854e4c9e1921');
INSERT INTO "jobs" VALUES('a0382392-0155-4f51-96ee-e28fe0b33b91',5,'failed','2026-11-22T20:53:58.207898+00:00','2026-11-22T20:54:01.227478+00:00','{"account":"sandbox","frame_name":"chelsea.png","image_id":"fc380eec-19e8-477e-8ef2-0cdd2cfa84b7","generation_id":"1f1e6b6d-6852-6234-af8c-923c7a09be92","video_url":null,"size_bytes":0,"is_nsfw":false,"retry_of":null,"frame":"/home/jane/data/frames/596aa1e7cb875eb79f437e310381d26b338a81c2da23439704a73c4651e8c4bb.png","prepared":"/home/jane/data/frames/a0382392-0155-4f51-96ee-e28fe0b33b91-sent.jpg","part":null,"output":null,"video":null,"request":{"model":"grok-imagine-1.5","prompt":"She blinks and looks left","width":1280,"height":720,"duration_s":6,"audio":true,"public":false},"created_at":"2026-11-22T20:53:58.207898+00:00","changed_at":"2026-11-22T20:54:01.227478+00:00","submitted_at":"2026-11-22T20:53:58.260503+00:00","cost":{"amount":"1.4352","unit":"DOLLARS"},"problem":{"code":"generation_failed","facts":{"generation_id":"1f1e6b6d-6852-6234-af8c-923c7a09be92"}},"place":2.0}',NULL,2.0,'1f1e6b6d-6852-6234-af8c-923c7a09be92');
INSERT INTO "jobs" VALUES('5e1b9f0a-2f2c-4a44-a2a5-6c2f6a3f0c11',0,'queued','2026-11-22T20:55:00.000000+00:00','2026-11-22T20:55:00.000000+00:00','{"account":"leonardo","frame_name":"rocket.jpg","image_id":null,"generation_id":null,"video_url":null,"size_bytes":0,"is_nsfw":false,"retry_of":null,"frame":"/home/jane/data/frames/rocket.jpg","prepared":null,"part":null,"output":null,"video":null,"request":{"model":"grok-imagine-1.5","prompt":"lift off – 海","width":736,"height":400,"duration_s":3,"audio":false,"public":true},"created_at":"2026-11-22T20:55:00.000000+00:00","changed_at":"2026-11-22T20:55:00.000000+00:00","submitted_at":null,"cost":null,"problem":null,"place":3.0}',NULL,3.0,NULL);
INSERT INTO "jobs" VALUES('7c3d2b1e-9d84-4a0b-8e02-1b0a3e6c5d22',4,'generating','2026-11-22T20:56:00.000000+00:00','2026-11-22T20:56:05.000000+00:00','{"account":"leonardo","frame_name":"rocket.jpg","image_id":"i","generation_id":"1f1e6b6d-aaaa-6234-af8c-923c7a09be92","video_url":null,"size_bytes":0,"is_nsfw":false,"retry_of":null,"frame":"/home/jane/data/frames/rocket.jpg","prepared":null,"part":null,"output":null,"video":null,"request":{"model":"grok-imagine-1.5","prompt":"","width":1280,"height":720,"duration_s":15,"audio":true,"public":false},"created_at":"2026-11-22T20:56:00.000000+00:00","changed_at":"2026-11-22T20:56:05.000000+00:00","submitted_at":"2026-11-22T20:56:04.000000+00:00","cost":null,"problem":null,"place":4.0}',NULL,4.0,'1f1e6b6d-aaaa-6234-af8c-923c7a09be92');
CREATE TABLE ledger(
            job_id TEXT PRIMARY KEY,
            account TEXT NOT NULL,
            submitted_at TEXT NOT NULL,
            record TEXT NOT NULL
        );
INSERT INTO "ledger" VALUES('7c3d2b1e-9d84-4a0b-8e02-1b0a3e6c5d22','leonardo','2026-11-22T20:56:02+00:00','{"generation_id": "1f1e6b6d-aaaa-6234-af8c-923c7a09be92", "estimate_usd": "1.44"}');
CREATE TABLE prompts(text TEXT PRIMARY KEY, used_at TEXT NOT NULL);
INSERT INTO "prompts" VALUES('Steam curls up from the cup, slow push-in','2026-11-24T08:00:00.000000+00:00');
CREATE TABLE start_frames(
            digest TEXT PRIMARY KEY,
            file TEXT NOT NULL,
            name TEXT NOT NULL,
            width INTEGER NOT NULL,
            height INTEGER NOT NULL,
            used_at TEXT NOT NULL
        );
INSERT INTO "start_frames" VALUES('cc02f8ca188b167c775a7101b5d767d1e71792cf762c33d6fa15a4599b5a8de7','cc02f8ca188b167c775a7101b5d767d1e71792cf762c33d6fa15a4599b5a8de7.png','coffee.png',600,400,'2026-11-24T08:00:00.000000+00:00');
CREATE TABLE uploads(
            account TEXT NOT NULL,
            digest TEXT NOT NULL,
            image_id TEXT NOT NULL,
            uploaded_at TEXT NOT NULL,
            PRIMARY KEY (account, digest)
        );
INSERT INTO "uploads" VALUES('leonardo','cc02f8ca188b167c775a7101b5d767d1e71792cf762c33d6fa15a4599b5a8de7','f99f0683-37a9-42a0-9703-09658372c3c2','2026-11-24T08:00:00.000000+00:00');
CREATE UNIQUE INDEX jobs_by_generation ON jobs(generation_id) WHERE generation_id IS NOT NULL;
CREATE INDEX ledger_by_time ON ledger(submitted_at);
CREATE INDEX events_by_job ON events(job_id);
CREATE INDEX start_frames_by_time ON start_frames(used_at);
CREATE INDEX prompts_by_time ON prompts(used_at);
CREATE UNIQUE INDEX clips_by_generation ON clips(generation_id) WHERE generation_id IS NOT NULL;
CREATE INDEX clips_by_parent ON clips(parent) WHERE parent IS NOT NULL;
CREATE INDEX clips_by_time ON clips(created_at DESC, is_rejected, is_favourite,
            has_audio, is_public, width, height, duration_s, account, id)
        WHERE removed_at IS NULL;
CREATE INDEX jobs_by_state ON jobs(state, created_at);
CREATE VIRTUAL TABLE clip_words USING fts5(words, tokenize='trigram');
INSERT INTO clip_words(rowid, words) VALUES(1,'steam curls up from the cup, slow push-in


coffee.png');
PRAGMA user_version = 4;
