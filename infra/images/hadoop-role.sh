#!/bin/sh
# Runs one part of HDFS or HBase: namenode, datanode, zookeeper, master, regionserver. Data are kept in the working folder.
# Settings: HADOOP_DIR (conf/ and lib/), NAMENODE and ZOOKEEPER (host names), HEAP_MB.
set -eu

here=${HADOOP_DIR:-/hadoop}

run() {
  exec java "-Xmx${HEAP_MB:-1024}m" -XX:+ExitOnOutOfMemoryError \
    --add-opens=java.base/java.lang=ALL-UNNAMED --add-opens=java.base/java.nio=ALL-UNNAMED \
    --add-opens=java.base/sun.nio.ch=ALL-UNNAMED --add-opens=java.base/java.lang.reflect=ALL-UNNAMED \
    --add-opens=java.base/java.util=ALL-UNNAMED --add-opens=java.base/java.util.concurrent=ALL-UNNAMED \
    --add-opens=java.base/jdk.internal.ref=ALL-UNNAMED --add-exports=java.base/jdk.internal.misc=ALL-UNNAMED \
    --add-exports=java.security.jgss/sun.security.krb5=ALL-UNNAMED \
    -cp "$here/conf:$here/lib/*" "$@"
}

case "${1:-}" in
  namenode)
    # written last when a folder is formatted
    if [ ! -e name/current/VERSION ]; then (run org.apache.hadoop.hdfs.server.namenode.NameNode -format -nonInteractive -force); fi
    run org.apache.hadoop.hdfs.server.namenode.NameNode
    ;;
  datanode) run org.apache.hadoop.hdfs.server.datanode.DataNode ;;
  zookeeper) run org.apache.hadoop.hbase.zookeeper.HQuorumPeer start ;;
  master) run org.apache.hadoop.hbase.master.HMaster start ;;
  regionserver) run org.apache.hadoop.hbase.regionserver.HRegionServer start ;;
  hdfs) shift && run org.apache.hadoop.fs.FsShell "$@" ;;
  *)
    echo "usage: role.sh namenode | datanode | zookeeper | master | regionserver | hdfs <arguments of hdfs dfs>" >&2
    exit 2
    ;;
esac
