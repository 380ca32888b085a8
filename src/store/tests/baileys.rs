//! Tables of another system, beside ours in schemas of their own.

use linekeeper_ports::BaileysKey;
use linekeeper_store::{BaileysTables, BaileysTablesError, DatabaseUrl};

use crate::support::{World, in_a_world};

async fn tables(world: &World, schema: &str, only: Option<&str>) -> Result<BaileysTables, BaileysTablesError> {
    let url = DatabaseUrl::new(world.database.words());
    BaileysTables::at(&url, schema, only.map(str::to_owned)).await
}

fn complaint(refused: Result<BaileysTables, BaileysTablesError>) -> String {
    refused.err().expect("a refusal").to_string()
}

#[test]
fn tables_of_ours_and_others_without_their_columns_are_refused() {
    in_a_world(async |world| {
        assert!(complaint(tables(&world, "public", None).await).contains("Linekeeper's own"));
        world
            .admin()
            .await
            .batch_execute("CREATE SCHEMA old; CREATE TABLE old.whatsapp_auth (company_id text)")
            .await
            .unwrap();
        let told = complaint(tables(&world, "old", None).await);
        assert_eq!(told, "the schema old has no column whatsapp_auth.creds");
        assert!(
            complaint(tables(&world, "none\"; DROP", None).await).contains("has no column whatsapp_auth.company_id")
        );
    });
}

#[test]
fn companies_are_read_in_order_each_with_its_keys() {
    in_a_world(async |world| {
        // Ids are numbers there, and values text: what others store is not always what the system of the review does.
        let made = r#"CREATE SCHEMA "Old system";
            CREATE TABLE "Old system".whatsapp_auth (company_id integer PRIMARY KEY, creds json);
            CREATE TABLE "Old system".whatsapp_keys (company_id integer, key_type text, key_id text, value text);
            INSERT INTO "Old system".whatsapp_auth SELECT n, '{"n":1}' FROM generate_series(1, 2100) AS n;
            UPDATE "Old system".whatsapp_auth SET creds = NULL WHERE company_id = 7;
            INSERT INTO "Old system".whatsapp_keys VALUES
                (7, 'session', 'x', '{}'), (12, 'session', '2.0', '{"b":2}'), (12, 'pre-key', '1', '{}'), (12, 'session', '3.0', NULL)"#;
        world.admin().await.batch_execute(made).await.unwrap();
        let mut all = tables(&world, "Old system", None).await.unwrap();
        let mut ids = Vec::new();
        while let Some((id, state)) = all.next().await.unwrap() {
            assert_eq!(state.is_err(), id == "7", "{id}");
            ids.push(id);
        }
        assert_eq!(ids.len(), 2100);
        assert!(ids.is_sorted(), "by their text, as pages need it");
        let mut one = tables(&world, "Old system", Some("12")).await.unwrap();
        let (id, state) = one.next().await.unwrap().unwrap();
        let key = |key_type: &str, id: &str, value: &str| BaileysKey {
            key_type: key_type.into(),
            id: id.into(),
            value: value.into(),
        };
        let state = state.unwrap();
        assert_eq!((id.as_str(), state.creds.as_str()), ("12", "{\"n\":1}"));
        assert_eq!(state.keys, [key("pre-key", "1", "{}"), key("session", "2.0", "{\"b\":2}")]);
        assert!(one.next().await.unwrap().is_none());
        assert!(tables(&world, "Old system", Some("no")).await.unwrap().next().await.unwrap().is_none());
    });
}
