import java.nio.charset.StandardCharsets;
import java.util.Scanner;

/** What every peer is asked: a line a task on standard input, a line "ms rows cells check" on standard output. bench/hbase/task.ts is its other end. */
interface Work {
  Outcome scan(String table, byte[] prefix) throws Exception;

  void put(String table, int from, int rows, int columns) throws Exception;

  /** Rows, cells and a sum that only the right cells have. */
  final class Outcome {
    long rows;
    long cells;
    long check;

    void cell(byte[] qualifierBytes, int qualifierEnd, byte[] valueBytes, int valueStart, int valueLength) {
      cells++;
      check += valueLength * 31L + valueBytes[valueStart + valueLength - 1] + qualifierBytes[qualifierEnd - 1] * 7L;
    }
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] row(int row) {
    return bytes(String.format("u%07d", row));
  }

  static byte[] qualifier(int column) {
    return bytes(String.format("c%02d", column));
  }

  static byte[] value(int row, int column) {
    return bytes(String.format("%08d", (row * 31L + column * 7L) % 100_000_000L));
  }

  static void serve(Work work) throws Exception {
    System.out.println("ready");
    for (Scanner lines = new Scanner(System.in); lines.hasNextLine();) {
      String[] words = lines.nextLine().trim().split(" ");
      Outcome outcome = new Outcome();
      long started = System.nanoTime();
      switch (words[0]) {
        case "scan" -> outcome = work.scan(words[1], null);
        case "filtered-scan" -> outcome = work.scan(words[1], bytes(words[2]));
        case "put" -> {
          int rows = Integer.parseInt(words[2]);
          int columns = Integer.parseInt(words[3]);
          int batch = Integer.parseInt(words[4]);
          for (int from = 0; from < rows; from += batch) work.put(words[1], from, Math.min(batch, rows - from), columns);
          outcome.rows = rows;
          outcome.cells = (long) rows * columns;
        }
        default -> throw new IllegalArgumentException(words[0]);
      }
      double ms = (System.nanoTime() - started) / 1e6;
      System.out.println(ms + " " + outcome.rows + " " + outcome.cells + " " + outcome.check);
    }
    System.exit(0);
  }
}
