import java.io.File;
import java.io.FileInputStream;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hbase.HBaseConfiguration;
import org.apache.hadoop.hbase.LocalHBaseCluster;
import org.apache.hadoop.hbase.NamespaceDescriptor;
import org.apache.hadoop.hbase.NamespaceExistException;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.client.ResultScanner;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.monitoring.MonitoredTask;
import org.apache.hadoop.hbase.monitoring.TaskMonitor;
import org.apache.hadoop.hbase.zookeeper.MiniZooKeeperCluster;
import org.apache.hadoop.hdfs.HdfsConfiguration;
import org.apache.hadoop.hdfs.server.datanode.DataNode;
import org.apache.hadoop.hdfs.server.namenode.FSNamesystem;
import org.apache.hadoop.hdfs.server.namenode.NameNode;
import org.apache.hadoop.metrics2.lib.DefaultMetricsSystem;

/**
 * HDFS (a NameNode, a DataNode) and HBase (a ZooKeeper, a master, a region server) in one JVM on 127.0.0.1, configured by the
 * files in the folder that is first on the class path. Says `hdfs` and `hbase` on standard output when each of them truly serves,
 * then `ready`. Ends, in good order, on SIGTERM or when its standard input ends, so that it outlives nobody.
 */
public final class LocalHadoop {
  /**
   * How long nothing may move while it starts: a machine that is busy with other things makes a start slow, not stuck. Shorter than the
   * silence that whoever waits for `ready` bears, so that the reason can be told.
   */
  private static final long PATIENCE_MS = 230_000;

  private static final long LOOK_MS = 500;

  /** Half-started parts may never stop; all that was acknowledged is on disk by then. */
  private static final long STOP_PATIENCE_MS = 25_000;

  private static final CountDownLatch told = new CountDownLatch(1);

  private static volatile long movedAt = System.nanoTime();
  private static volatile String doing = "";
  private static volatile boolean serves = false;
  private static volatile boolean failed = false;
  private static NameNode nameNode;
  private static DataNode dataNode;
  private static MiniZooKeeperCluster zooKeeper;
  private static volatile LocalHBaseCluster hbase;

  public static void main(String[] args) throws Exception {
    Thread input = new Thread(LocalHadoop::endWithInput, "standard input");
    input.setDaemon(true);
    input.start();
    sun.misc.Signal.handle(new sun.misc.Signal("TERM"), signal -> told.countDown());
    sun.misc.Signal.handle(new sun.misc.Signal("INT"), signal -> told.countDown());

    Properties places = new Properties();
    try (FileInputStream file = new FileInputStream(args[0])) {
      places.load(file);
    }
    new Thread(() -> startAll(places), "start").start();
    Thread watch = new Thread(LocalHadoop::watchStart, "watch");
    watch.setDaemon(true);
    watch.start();
    told.await();
    Thread insist = new Thread(LocalHadoop::haltAfterPatience, "insist");
    insist.setDaemon(true);
    insist.start();
    try {
      stopAll();
    } catch (Throwable failure) {
      failure.printStackTrace();
      failed = true;
    }
    // what is left are threads and hooks of parts that have been stopped already
    Runtime.getRuntime().halt(failed ? 1 : 0);
  }

  private static void haltAfterPatience() {
    try {
      Thread.sleep(STOP_PATIENCE_MS);
    } catch (InterruptedException never) {
      // nobody interrupts it
    }
    System.err.println("did not stop in good order, so it ends at once");
    Runtime.getRuntime().halt(1);
  }

  private static void startAll(Properties places) {
    try {
      Configuration hdfs = new HdfsConfiguration();
      startHdfs(hdfs, places);
      say("hdfs");
      Configuration conf = HBaseConfiguration.create(hdfs);
      startHBase(conf, places);
      serves = true;
      say("hbase");
      say("ready");
    } catch (Throwable failure) {
      // whoever told it to end has no use for what that broke
      if (told.getCount() > 0) failure.printStackTrace();
      giveUp(reasonIn(failure));
    }
  }

  private static synchronized void giveUp(String reason) {
    if (told.getCount() == 0) return;
    // the last line of the log is the one that people read
    System.err.println("could not start: " + reason);
    failed = true;
    told.countDown();
  }

  /** Says what it does whenever that is another thing, and gives up when it can come to nothing. */
  private static void watchStart() {
    boolean hadMaster = false;
    while (!serves && told.getCount() > 0) {
      try {
        Thread.sleep(LOOK_MS);
      } catch (InterruptedException never) {
        return;
      }
      if (serves) return;
      LocalHBaseCluster started = hbase;
      String now = started == null ? doing : tasks();
      if (!now.equals(doing)) {
        doing = now;
        say("starting: " + now);
      }
      boolean hasMaster = started != null && !started.getLiveMasters().isEmpty();
      // the region server would wait for another one, and there is none to come
      if (hadMaster && !hasMaster) giveUp("the master of HBase has ended");
      hadMaster = hasMaster;
      if (isStuck()) giveUp("nothing moved for " + PATIENCE_MS / 1000 + " s: " + doing);
    }
  }

  private static boolean isStuck() {
    return System.nanoTime() - movedAt > PATIENCE_MS * 1_000_000;
  }

  /** What master and region server say that they are at, not each call that comes to them. Without numbers: many are of the time that they have waited. */
  private static String tasks() {
    StringBuilder text = new StringBuilder();
    for (MonitoredTask task : TaskMonitor.get().getTasks("general")) {
      if (task.getState() == MonitoredTask.State.RUNNING) text.append(task.getStatus()).append("; ");
    }
    return text.toString().replaceAll("[0-9]+", "").replace('\n', ' ');
  }

  private static String reasonIn(Throwable failure) {
    String first = String.valueOf(failure.getMessage()).split("\n")[0];
    return failure.getCause() == null ? first : first + ": " + reasonIn(failure.getCause());
  }

  private static synchronized void say(String line) {
    movedAt = System.nanoTime();
    System.out.println(line);
    System.out.flush();
  }

  private static void endWithInput() {
    try {
      while (System.in.read() >= 0) {
        // nothing is asked this way
      }
    } catch (java.io.IOException closed) {
      // the same as its end
    }
    told.countDown();
  }

  private static void startHdfs(Configuration conf, Properties places) throws Exception {
    // without it the DataNode takes the NameNode's metrics for its own and refuses to start
    DefaultMetricsSystem.setMiniClusterMode(true);
    File names = new File(FSNamesystem.getNamespaceDirs(conf).iterator().next());
    // formatting writes VERSION last; a folder without it belongs to a start that was killed before anything was stored
    if (!new File(names, "current/VERSION").exists()) NameNode.format(conf);
    nameNode = NameNode.createNameNode(new String[] {}, conf);
    dataNode = DataNode.createDataNode(new String[] {}, conf);
    FileSystem files = FileSystem.get(conf);
    retry("HDFS takes no file", () -> {
      Path probe = new Path("/.serving");
      try (FSDataOutputStream out = files.create(probe, true)) {
        out.write(1);
      }
      files.delete(probe, false);
    });
    openFolder(files, "/tmp", 01777, null);
    openFolder(files, places.getProperty("folder"), 0755, places.getProperty("user"));
  }

  private static void openFolder(FileSystem files, String name, int mode, String owner) throws Exception {
    Path folder = new Path(name);
    if (files.exists(folder)) return;
    files.mkdirs(folder);
    files.setPermission(folder, new FsPermission((short) mode));
    if (owner != null) files.setOwner(folder, owner, null);
  }

  private static void startHBase(Configuration conf, Properties places) throws Exception {
    zooKeeper = new MiniZooKeeperCluster(conf);
    zooKeeper.setDefaultClientPort(Integer.parseInt(conf.get("hbase.zookeeper.property.clientPort")));
    zooKeeper.startup(new File(conf.get("hbase.zookeeper.property.dataDir")));
    LocalHBaseCluster cluster = new LocalHBaseCluster(conf, 1, 1);
    hbase = cluster;
    cluster.startup();
    retry("HBase makes no namespace", () -> {
      try (Connection connection = ConnectionFactory.createConnection(conf); Admin admin = connection.getAdmin()) {
        try (Table meta = connection.getTable(TableName.META_TABLE_NAME); ResultScanner rows = meta.getScanner(new Scan())) {
          rows.next();
        }
        try {
          admin.createNamespace(NamespaceDescriptor.create(places.getProperty("namespace")).build());
        } catch (NamespaceExistException before) {
          // made by an earlier start
        }
      }
    });
  }

  private interface Attempt {
    void run() throws Exception;
  }

  private static void retry(String complaint, Attempt attempt) throws Exception {
    while (true) {
      try {
        attempt.run();
        return;
      } catch (Exception notYet) {
        if (told.getCount() == 0 || isStuck()) throw new Exception(complaint, notYet);
        Thread.sleep(100);
      }
    }
  }

  /** HBase first: its last writes go to HDFS. */
  private static void stopAll() throws Exception {
    if (hbase != null) {
      hbase.shutdown();
      hbase.join();
    }
    if (zooKeeper != null) zooKeeper.shutdown();
    if (dataNode != null) dataNode.shutdown();
    if (nameNode != null) nameNode.stop();
  }
}
