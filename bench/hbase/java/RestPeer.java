import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import org.apache.hadoop.hbase.rest.client.Client;
import org.apache.hadoop.hbase.rest.client.Cluster;
import org.apache.hadoop.hbase.rest.client.Response;
import org.apache.hadoop.hbase.rest.model.CellModel;
import org.apache.hadoop.hbase.rest.model.CellSetModel;
import org.apache.hadoop.hbase.rest.model.RowModel;
import org.apache.hadoop.hbase.rest.model.ScannerModel;

/** The REST gateway in its fastest form (protobuf) by its own Java client: argument is the port. */
public final class RestPeer implements Work {
  private static final String PROTOBUF = "application/x-protobuf";
  /** Of an answer; the gateway's own default of 1000 cells is much slower. */
  private static final int CELLS_AN_ANSWER = 36_000;
  private final Client client;

  private RestPeer(int port) {
    client = new Client(new Cluster().add("127.0.0.1", port));
  }

  public static void main(String[] args) throws Exception {
    Work.serve(new RestPeer(Integer.parseInt(args[0])));
  }

  @Override
  public Outcome scan(String table, byte[] prefix) throws Exception {
    ScannerModel model = new ScannerModel();
    model.setBatch(CELLS_AN_ANSWER);
    model.setCaching(1000);
    if (prefix != null) {
      String value = Base64.getEncoder().encodeToString(prefix);
      model.setFilter("{\"type\":\"ColumnPrefixFilter\",\"value\":\"" + value + "\"}");
    }
    Response opened = client.put("/" + table + "/scanner", PROTOBUF, model.createProtobufOutput());
    if (opened.getCode() != 201) throw new IOException("no scanner: " + opened.getCode());
    String location = opened.getLocation().replaceFirst("^https?://[^/]*", "");
    Outcome outcome = new Outcome();
    byte[] lastRow = new byte[0];
    for (Response page = client.get(location, PROTOBUF); page.getCode() == 200; page = client.get(location, PROTOBUF)) {
      CellSetModel cells = new CellSetModel();
      cells.getObjectFromMessage(page.getBody());
      for (RowModel row : cells.getRows()) {
        if (!Arrays.equals(lastRow, row.getKey())) outcome.rows++;
        lastRow = row.getKey();
        for (CellModel cell : row.getCells()) {
          byte[] column = cell.getColumn();
          byte[] value = cell.getValue();
          outcome.cell(column, column.length, value, 0, value.length);
        }
      }
    }
    client.delete(location);
    return outcome;
  }

  @Override
  public void put(String table, int from, int rows, int columns) throws Exception {
    CellSetModel cells = new CellSetModel();
    for (int row = from; row < from + rows; row++) {
      RowModel model = new RowModel(Work.row(row));
      for (int column = 0; column < columns; column++) {
        byte[] name = Work.bytes("d:" + new String(Work.qualifier(column)));
        model.addCell(new CellModel(name, 1L, Work.value(row, column)));
      }
      cells.addRow(model);
    }
    Response answer = client.put("/" + table + "/rows", PROTOBUF, cells.createProtobufOutput());
    if (answer.getCode() != 200) throw new IOException("put: " + answer.getCode());
  }
}
