//! Cost of hot statements for companies of different sizes: they read as many blocks for the largest as for the
//! smallest, within a level or two of an index. `make bench-store` prints the times.

use std::time::{Duration, Instant};

use linekeeper_store::statements;
use tokio_postgres::{Client, SimpleQueryMessage};

use crate::support::in_a_world;

/// Numbers of keys of the measured companies.
const SIZES: [usize; 4] = [43, 1_000, 10_000, 50_000];

/// Number of further companies, of the smallest size.
const OTHERS: usize = 400;

/// Measurements of each statement.
const TIMES: usize = 101;

/// A statement, the types of its parameters, and their values for a company; `{n}` is another number each time.
struct Hot {
    what: &'static str,
    statement: &'static str,
    types: &'static str,
    values: &'static str,
}

const KEYS: &str = "text[],bytea[],int[],text[],text[],text[],bool[],bigint";
const WRITE: &str = "text[],bigint[],bytea[],bytea[],text[],int[],text[],text[],bytea[],bigint[],int[],text[],text[],bool[],\
    int[],text[],text[],text[],int[],text[],bigint[]";

const HOT: [Hot; 7] = [
    Hot {
        what: "the device read",
        statement: "credentials",
        types: "text[],bytea[]",
        values: "'{COMPANY}',ARRAY[decode(repeat('ab', 8), 'hex')]",
    },
    Hot {
        what: "one key read",
        statement: "keys",
        types: KEYS,
        values: r"'{COMPANY}',ARRAY[decode(repeat('ab', 8), 'hex')],'{1}','{session}',ARRAY['NUMBER'],ARRAY[E'NUMBER\x01'],'{f}',NULL",
    },
    Hot {
        what: "the last key of a type read",
        statement: "keys",
        types: KEYS,
        values: "'{COMPANY}',ARRAY[decode(repeat('ab', 8), 'hex')],'{1}','{session}','{0}','{9}','{t}',NULL",
    },
    Hot {
        what: "one key put",
        statement: "write",
        types: WRITE,
        values: "'{COMPANY}','{1}',ARRAY[decode(repeat('ab', 8), 'hex')],'{NULL}','{NULL}','{1}','{session}','{xNUMBER}',VALUE,\
            '{NULL}','{}','{}','{}','{}','{}','{}','{}','{}','{}','{}','{}'",
    },
    Hot {
        what: "one key deleted",
        statement: "write",
        types: WRITE,
        values: "'{COMPANY}','{1}','{NULL}','{NULL}','{NULL}','{}','{}','{}','{}','{}','{1}','{session}','{NUMBER}','{f}',\
            '{}','{}','{}','{}','{}','{}','{}'",
    },
    Hot {
        what: "keys pruned by their stamps",
        statement: "write",
        types: WRITE,
        values: "'{COMPANY}','{1}','{NULL}','{NULL}','{NULL}','{}','{}','{}','{}','{}','{}','{}','{}','{}','{}','{}','{}','{}',\
            '{1}','{session}','{2}'",
    },
    Hot {
        what: "a connection noted",
        statement: "touch_connected",
        types: "text[],bigint[],timestamptz[]",
        values: "'{COMPANY}','{1}',ARRAY[now()]",
    },
];

impl Hot {
    /// SQL that executes the statement for a company of this size.
    fn of(&self, size: usize, number: usize) -> String {
        let value = r"ARRAY['\x01' || decode(repeat('cd', 200), 'hex')]";
        let values = self.values.replace("COMPANY", &format!("size-{size}")).replace("VALUE", value);
        format!("EXECUTE {}({})", self.statement, values.replace("NUMBER", &format!("{:08}", number % 43 + 1)))
    }

    async fn prepare(&self, admin: &Client) {
        let sql = statements().find(|listed| listed.name == self.statement).unwrap().sql;
        admin
            .batch_execute(&format!("DEALLOCATE ALL; PREPARE {}({}) AS {sql}", self.statement, self.types))
            .await
            .unwrap();
    }

    /// Blocks that the server reads for the statement.
    async fn blocks(&self, admin: &Client, size: usize) -> u64 {
        let sql = format!("BEGIN; EXPLAIN (ANALYZE, BUFFERS, TIMING OFF) {}; ROLLBACK", self.of(size, 7));
        let blocks = |message: &SimpleQueryMessage| match message {
            SimpleQueryMessage::Row(row) => {
                let counts = row.get(0)?.trim().strip_prefix("Buffers: shared ")?.split(' ');
                let counts = counts.filter_map(|word| word.strip_prefix("hit=").or(word.strip_prefix("read=")));
                Some(counts.filter_map(|count| count.parse::<u64>().ok()).sum())
            }
            _ => None,
        };
        // Blocks counted at a node that changes rows are not counted at the root, hence the maximum.
        admin.simple_query(&sql).await.unwrap().iter().filter_map(blocks).max().unwrap()
    }

    /// Median duration of the statement.
    async fn took(&self, admin: &Client, size: usize) -> Duration {
        admin.batch_execute("BEGIN").await.unwrap();
        let mut times = Vec::new();
        for number in 0..TIMES {
            let sql = self.of(size, number);
            let began = Instant::now();
            admin.simple_query(&sql).await.unwrap();
            times.push(began.elapsed());
        }
        admin.batch_execute("ROLLBACK").await.unwrap();
        times.sort();
        times[TIMES / 2]
    }
}

async fn fill(admin: &Client) {
    let sizes = SIZES.map(|size| format!("('size-{size}', {size})")).join(", ");
    let sql = format!(
        r"INSERT INTO master_keys (id, proof) VALUES ('k', '\x01') ON CONFLICT DO NOTHING;
        CREATE TEMP TABLE companies AS SELECT 'other-' || n AS id, 43 AS size FROM generate_series(1, {OTHERS}) AS n
            UNION ALL VALUES {sizes};
        INSERT INTO whatsapp_auth (company_id, data_key, master_key_id)
            SELECT id, '\x01' || decode(repeat('ab', 80), 'hex'), 'k' FROM companies;
        INSERT INTO whatsapp_keys
            SELECT id, 'session', lpad(n::text, 8, '0'), '\x01' || decode(repeat('cd', 200), 'hex'),
                CASE WHEN n % 40 = 0 THEN n / 40 END
            FROM companies, generate_series(1, size) AS n;
        ANALYZE"
    );
    admin.batch_execute(&sql).await.unwrap();
}

#[test]
fn hot_statements_cost_large_companies_as_small_ones() {
    in_a_world(async |world| {
        let admin = world.admin().await;
        fill(&admin).await;
        for plans in ["force_custom_plan", "force_generic_plan"] {
            admin.batch_execute(&format!("SET plan_cache_mode = {plans}")).await.unwrap();
            for hot in &HOT {
                hot.prepare(&admin).await;
                let mut blocks = Vec::new();
                for size in SIZES {
                    blocks.push(hot.blocks(&admin, size).await);
                }
                let most = blocks[0] * 2 + 4;
                assert!(blocks.iter().all(|blocks| *blocks <= most), "{}, {plans}: {blocks:?} blocks", hot.what);
            }
        }
    });
}

#[test]
#[ignore = "a benchmark"]
fn times_of_hot_statements_by_the_size_of_the_company() {
    in_a_world(async |world| {
        let admin = world.admin().await;
        fill(&admin).await;
        for (plans, how) in [("auto", "kept"), ("force_custom_plan", "sent whole")] {
            admin.batch_execute(&format!("SET plan_cache_mode = {plans}")).await.unwrap();
            println!("\nmedian time in ms and blocks, statements {how}; keys: {SIZES:?}");
            for hot in &HOT {
                hot.prepare(&admin).await;
                let mut columns = String::new();
                for size in SIZES {
                    let took = hot.took(&admin, size).await.as_secs_f64() * 1_000.0;
                    columns.push_str(&format!("{took:>9.3} ({:>3})", hot.blocks(&admin, size).await));
                }
                println!("{:<30}{columns}", hot.what);
            }
        }
    });
}
