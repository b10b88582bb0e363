# HDFS, ZooKeeper and HBase: the very jars that the local stack and the tests run.
# Build in the package folder: docker build -f infra/images/hadoop.Dockerfile -t daybreak-hadoop .
FROM maven:3.9-eclipse-temurin-17 AS jars
COPY infra/hadoop/pom.xml /build/pom.xml
RUN mvn -B -q -f /build/pom.xml dependency:copy-dependencies -DoutputDirectory=/build/lib

FROM eclipse-temurin:17-jre
RUN useradd --create-home --uid 1000 hadoop 2>/dev/null || true; mkdir -p /data /hadoop/conf/webapps/hdfs /hadoop/conf/webapps/datanode && chown 1000:1000 /data
COPY --from=jars /build/lib /hadoop/lib
COPY infra/images/hadoop-conf /hadoop/conf
COPY infra/images/hadoop-role.sh /hadoop/role.sh
USER 1000:1000
# data are kept in the working folder
WORKDIR /data
VOLUME /data
ENTRYPOINT ["sh", "/hadoop/role.sh"]
