namespace Fairlead.Reports.Tests.Robustness;

/// <summary>Small reports that use every field that is read, so that spoiling each of them reaches every line.</summary>
internal static class Samples
{
    public const string Sarif = """
        {"version":"2.1.0","$schema":"https://json.schemastore.org/sarif-2.1.0.json","runs":[{
          "tool":{"driver":{"name":"Probe","version":"1","semanticVersion":"1.0.0","rules":[
              {"id":"P1","name":"First","shortDescription":{"text":"A first rule"},"fullDescription":{"text":"More of it"},
               "help":{"text":"Do otherwise","markdown":"**Do** otherwise"},"helpUri":"https://example.com/p1",
               "messageStrings":{"default":{"text":"Found {0} in {1}"}},"defaultConfiguration":{"level":"error"},
               "relationships":[{"target":{"id":"79","toolComponent":{"name":"CWE"}}}],
               "properties":{"security-severity":"8.1","tags":["security","external/cwe/cwe-089"]}}]},
            "extensions":[{"name":"Extra","guid":"9b8c","rules":[{"id":"E1","guid":"7a6b"}]}]},
          "taxonomies":[{"name":"CWE","taxa":[{"id":"79"}]}],
          "automationDetails":{"id":"category/run"},
          "versionControlProvenance":[{"repositoryUri":"https://example.com/r","revisionId":"abc","branch":"main"}],
          "invocations":[{"executionSuccessful":true,"endTimeUtc":"2026-11-02T09:00:00Z",
              "ruleConfigurationOverrides":[{"descriptor":{"id":"E1","index":0,"toolComponent":{"name":"Extra","index":0}},
                "configuration":{"level":"note"}}],
              "notificationConfigurationOverrides":[{"descriptor":{"id":"N1"},"configuration":{"level":"warning"}}],
              "toolExecutionNotifications":[{"descriptor":{"id":"N1"},"message":{"text":"Slow"}}]}],
          "originalUriBaseIds":{"SRC":{"uri":"file:///build/7/"},"LIB":{"uri":"lib/","uriBaseId":"SRC"}},
          "artifacts":[{"location":{"uri":"a.c","uriBaseId":"LIB"}}],
          "logicalLocations":[{"fullyQualifiedName":"N.C.M"}],
          "results":[
            {"ruleId":"P1","ruleIndex":0,"kind":"fail","level":"warning","message":{"id":"default","arguments":["x","y"]},
             "locations":[{"physicalLocation":{"artifactLocation":{"uri":"","index":0},
                 "region":{"startLine":3,"snippet":{"text":"call(x)"}}},"logicalLocations":[{"index":0}]}],
             "suppressions":[{"kind":"inSource","status":"accepted"}],"baselineState":"new",
             "partialFingerprints":{"primaryLocationLineHash":"ab:1"},"fingerprints":{"v":{"value":"1"}},
             "taxa":[{"id":"79","index":0,"toolComponent":{"name":"CWE","index":0}}],
             "fixes":[{"description":{"text":"Change it"}}],"hostedViewerUri":"https://example.com/1",
             "properties":{"component":"c","tags":["t"]}},
            {"rule":{"id":"E1","index":0,"toolComponent":{"name":"Extra","index":0}},"message":{"text":"Two"},
             "locations":[{"physicalLocation":{"artifactLocation":{"uri":"file:///build/7/b.c"}}}],"correlationGuid":"g",
             "provenance":{"invocationIndex":0}},
            {"ruleId":"CVE-2021-44228","message":{"text":"Package: log4j\nInstalled Version: 2\nFixed Version: 3"}}]}]}
        """;

    public const string Trivy = """
        {"SchemaVersion":2,"Trivy":{"Version":"0.66"},"CreatedAt":"2026-11-02T09:00:00Z","ArtifactName":"app:1","ArtifactType":"container_image",
         "Metadata":{"RepoURL":"https://example.com/r","Branch":"main","Commit":"abc"},
         "Results":[
          {"Target":"app:1 (debian 12)","Class":"os-pkgs","Type":"debian","Vulnerabilities":[
            {"VulnerabilityID":"CVE-2024-1","VendorIDs":["DSA-1-1"],"PkgName":"apt","PkgPath":"","PkgIdentifier":{"PURL":"pkg:deb/apt"},
             "InstalledVersion":"1","FixedVersion":"2","Status":"fixed","Severity":"HIGH","SeveritySource":"nvd",
             "PrimaryURL":"https://example.com/1","Title":"T","Description":"D","CweIDs":["CWE-79"],
             "CVSS":{"nvd":{"V2Vector":"a","V3Vector":"CVSS:3.1/AV:N","V40Vector":"","V2Score":5,"V3Score":7.5,"V40Score":1}},
             "References":["https://example.com/2"]}]},
          {"Target":"Dockerfile","Class":"config","Type":"dockerfile","Misconfigurations":[
            {"ID":"DS002","AVDID":"AVD-DS-0002","Type":"t","Title":"T","Description":"D","Message":"M","Resolution":"R","Severity":"LOW",
             "PrimaryURL":"https://example.com/3","References":["https://example.com/4"],"Status":"FAIL",
             "CauseMetadata":{"Resource":"r","Provider":"p","Service":"s","StartLine":3}}]},
          {"Target":"a.env","Class":"secret","Secrets":[
            {"RuleID":"aws","Category":"AWS","Severity":"CRITICAL","Title":"Key","StartLine":1,"Match":"*****"}]},
          {"Target":"Node.js","Class":"license","Licenses":[
            {"Severity":"HIGH","Category":"restricted","PkgName":"p","FilePath":"f","Name":"GPL-3.0","Link":"https://example.com/5"}],
           "ExperimentalModifiedFindings":[{"Type":"vulnerability","Status":"not_affected","Statement":"s","Source":"vex",
             "Finding":{"VulnerabilityID":"CVE-2024-2","PkgName":"q","Severity":"LOW"}}]}]}
        """;

    public const string TrivyCluster = """
        {"ClusterName":"c","Resources":[{"Namespace":"n","Kind":"Deployment","Name":"d","Error":"","Results":[
          {"Target":"reg.example/app:1 (alpine 3)","Class":"os-pkgs","Type":"alpine","Vulnerabilities":[
            {"VulnerabilityID":"CVE-2024-3","PkgName":"musl","Severity":"MEDIUM"}]}]}],"Misconfigurations":[],"Vulnerabilities":null}
        """;

    public const string TrivyLegacy = """
        [{"Target":"a (alpine 3)","Type":"alpine","Vulnerabilities":[{"VulnerabilityID":"CVE-2024-4","PkgName":"p","Severity":"LOW"}]},
         {"Target":"b","Vulnerabilities":null}]
        """;

    public const string GenericJson = """
        {"scanner":"s","type":"t","name":"n","version":"1","asset":"a","branch":"b","revision":"r","scan_kind":"k","created_at":"2026-11-02",
         "complete":true,"findings":[
          {"id":"1","kind":"code_weakness","rule_id":"r","title":"T","severity":"High","description":"d","impact":"i","steps_to_reproduce":"s",
           "mitigation":"m","asset":"a","service":"s","file_path":"f","line":1,"symbol":"s","component_name":"c","component_version":"1",
           "fix_version":"2","ecosystem":"e","purl":"pkg:x/y","cve":"CVE-2024-1","vulnerability_ids":["GHSA-aaaa-bbbb-cccc"],"cwe":79,
           "cwes":[80,"CWE-81"],"cvssv3":"CVSS:3.1/AV:N","cvssv3_score":5.5,"cvssv4":"CVSS:4.0/AV:N","cvssv4_score":6,"epss_score":0.1,
           "known_exploited":true,"url":"https://example.com","references":"https://example.com/a","endpoints":[{"host":"h","port":1},"x"],
           "date":"2026-11-02","tags":["a"],"labels":{"k":"v"},"unique_id_from_tool":"u","vuln_id_from_tool":"v","status":"open",
           "active":true,"false_p":false,"risk_accepted":false,"out_of_scope":false,"duplicate":false,"is_mitigated":false},
          {"title":"Only a title"}]}
        """;

    public const string GenericCsv = """
        title,severity,file_path,line,cwe,description
        "One, two",High,a.c,3,79,"line
        break"
        Two,low,b.c,,CWE-80,=1+1
        """;
}
