import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.hbase.thrift2.generated.TColumnValue;
import org.apache.hadoop.hbase.thrift2.generated.THBaseService;
import org.apache.hadoop.hbase.thrift2.generated.TPut;
import org.apache.hadoop.hbase.thrift2.generated.TResult;
import org.apache.hadoop.hbase.thrift2.generated.TScan;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.transport.TSocket;
import org.apache.thrift.transport.TTransport;
import org.apache.thrift.transport.layered.TFramedTransport;

/** The Thrift2 gateway, framed, by its own Java stubs: argument is the port. */
public final class ThriftPeer implements Work {
  private static final int ROWS_A_CALL = 1000;
  private final THBaseService.Client client;

  private ThriftPeer(THBaseService.Client client) {
    this.client = client;
  }

  public static void main(String[] args) throws Exception {
    TTransport transport = new TFramedTransport(new TSocket("127.0.0.1", Integer.parseInt(args[0])), 64 << 20);
    transport.open();
    Work.serve(new ThriftPeer(new THBaseService.Client(new TBinaryProtocol(transport))));
  }

  @Override
  public Outcome scan(String name, byte[] prefix) throws Exception {
    Outcome outcome = new Outcome();
    TScan scan = new TScan();
    scan.setCaching(ROWS_A_CALL);
    if (prefix != null) scan.setFilterString(Work.bytes("ColumnPrefixFilter('" + new String(prefix) + "')"));
    int id = client.openScanner(ByteBuffer.wrap(Work.bytes(name)), scan);
    while (true) {
      List<TResult> page = client.getScannerRows(id, ROWS_A_CALL);
      if (page.isEmpty()) break;
      for (TResult result : page) {
        outcome.rows++;
        for (TColumnValue cell : result.getColumnValues()) {
          byte[] qualifier = cell.getQualifier();
          byte[] value = cell.getValue();
          outcome.cell(qualifier, qualifier.length, value, 0, value.length);
        }
      }
    }
    client.closeScanner(id);
    return outcome;
  }

  @Override
  public void put(String name, int from, int rows, int columns) throws Exception {
    List<TPut> puts = new ArrayList<>(rows);
    for (int row = from; row < from + rows; row++) {
      List<TColumnValue> cells = new ArrayList<>(columns);
      for (int column = 0; column < columns; column++) {
        TColumnValue cell = new TColumnValue();
        cell.setFamily(Work.bytes("d"));
        cell.setQualifier(Work.qualifier(column));
        cell.setValue(Work.value(row, column));
        cell.setTimestamp(1L);
        cells.add(cell);
      }
      TPut put = new TPut();
      put.setRow(Work.row(row));
      put.setColumnValues(cells);
      puts.add(put);
    }
    client.putMultiple(ByteBuffer.wrap(Work.bytes(name)), puts);
  }
}
