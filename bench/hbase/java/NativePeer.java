import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.HBaseConfiguration;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.ResultScanner;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.filter.ColumnPrefixFilter;

/** HBase's own Java client, one connection: as it comes, or reading ahead (argument `ahead`). */
public final class NativePeer implements Work {
  private final Connection connection;
  private final boolean ahead;

  private NativePeer(Connection connection, boolean ahead) {
    this.connection = connection;
    this.ahead = ahead;
  }

  public static void main(String[] args) throws Exception {
    Configuration conf = HBaseConfiguration.create();
    Work.serve(new NativePeer(ConnectionFactory.createConnection(conf), args.length > 0 && args[0].equals("ahead")));
  }

  @Override
  public Outcome scan(String name, byte[] prefix) throws Exception {
    Outcome outcome = new Outcome();
    Scan scan = new Scan().setAsyncPrefetch(ahead);
    if (prefix != null) scan.setFilter(new ColumnPrefixFilter(prefix));
    try (Table table = connection.getTable(TableName.valueOf(name)); ResultScanner results = table.getScanner(scan)) {
      for (Result result : results) {
        outcome.rows++;
        for (Cell cell : result.rawCells()) {
          outcome.cell(
              cell.getQualifierArray(), cell.getQualifierOffset() + cell.getQualifierLength(),
              cell.getValueArray(), cell.getValueOffset(), cell.getValueLength());
        }
      }
    }
    return outcome;
  }

  @Override
  public void put(String name, int from, int rows, int columns) throws Exception {
    List<Put> puts = new ArrayList<>(rows);
    for (int row = from; row < from + rows; row++) {
      Put put = new Put(Work.row(row));
      for (int column = 0; column < columns; column++) {
        put.addColumn(Work.bytes("d"), Work.qualifier(column), 1L, Work.value(row, column));
      }
      puts.add(put);
    }
    try (Table table = connection.getTable(TableName.valueOf(name))) {
      table.put(puts);
    }
  }
}
