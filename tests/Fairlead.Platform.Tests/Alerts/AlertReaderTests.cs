using Fairlead.Kernel;
using Fairlead.Platform.Alerts.Reading;

namespace Fairlead.Platform.Tests.Alerts;

public sealed class AlertReaderTests
{
    [Fact]
    public void KubeArmor_s_members_are_found()
    {
        var alert = Assert.IsType<AlertReading.Taken>(SampleAlerts.Read(SampleAlerts.KubeArmor())).Report;

        Assert.Equal("kubearmor", alert.Source);
        Assert.Equal("no-downloads", alert.Rule);
        Assert.Equal("A download was started", alert.Title);
        Assert.Equal(Severity.High, alert.Severity);
        Assert.Equal("prod/payments/shop", alert.Asset);
        Assert.Equal("payments", alert.Namespace);
        Assert.Equal("/usr/bin/wget", alert.Process);
        Assert.Equal("Block", alert.Action);
        Assert.Equal(new DateTimeOffset(2025, 12, 31, 23, 0, 0, TimeSpan.Zero).AddTicks(1234560), alert.At);
        Assert.Equal("shop", alert.Sample["Owner.Name"]);
    }

    [Fact]
    public void Falco_s_members_are_found_directly_and_from_falcosidekick()
    {
        foreach (var withId in new[] { true, false })
        {
            var sent = SampleAlerts.Falco();
            if (!withId)
                sent.Remove("uuid");
            var alert = Assert.IsType<AlertReading.Taken>(SampleAlerts.Read(sent)).Report;

            Assert.Equal("falco", alert.Source);
            Assert.Equal("Shell in container", alert.Rule);
            Assert.Equal(Severity.High, alert.Severity);
            Assert.Equal("front/web", alert.Asset);
            Assert.Equal("bash", alert.Process);
            Assert.Equal("A shell was started in a container", alert.Message);
            Assert.Equal(22, alert.At!.Value.Hour);
        }
    }

    [Fact]
    public void A_generic_alert_is_read_as_documented()
    {
        var alert = Assert.IsType<AlertReading.Taken>(SampleAlerts.Read(SampleAlerts.Generic())).Report;

        Assert.Equal(("ndr", "beacon", "beacon", Severity.High, "shop.example.com"), (alert.Source, alert.Rule, alert.Title, alert.Severity, alert.Asset));
        Assert.Equal("203.0.113.9", alert.Sample["fields.peer"]);
    }

    [Theory]
    [InlineData("shop-7d9c5b8f6d-x2x9k", "shop")]
    [InlineData("kube-proxy-x2x9k", "kube-proxy")]
    [InlineData("db-0", "db")]
    [InlineData("backup-29934240-x8k2z", "backup")]
    [InlineData("migrate-20260131-x8k2z", "migrate")]
    [InlineData("build-1234567-x8k2z", "build-1234567")]
    [InlineData("web-proxy", "web-proxy")]
    [InlineData("plain", "plain")]
    public void A_pod_s_workload_is_in_its_name(string pod, string workload) => Assert.Equal(workload, WorkloadName.OfPod(pod));

    [Fact]
    public void Another_pod_of_the_same_workload_is_a_repeat_and_another_process_is_not()
    {
        static IReadOnlyList<string?> Identity(object alert) => ((AlertReading.Taken)SampleAlerts.Read(alert)).Report.Identity;
        Assert.Equal(Identity(SampleAlerts.Falco()), Identity(SampleAlerts.Falco(pod: "web-7f5bcd4f9b-zzzzz")));
        Assert.Equal(Identity(SampleAlerts.KubeArmor()), Identity(SampleAlerts.KubeArmor(severity: "2")));
        Assert.NotEqual(Identity(SampleAlerts.KubeArmor()), Identity(SampleAlerts.KubeArmor(process: "/usr/bin/curl")));
    }

    [Fact]
    public void Telemetry_is_no_alert() =>
        Assert.IsType<AlertReading.NoAlert>(SampleAlerts.Read("""{"Type":"ContainerLog","ProcessName":"/bin/ls","Operation":"Process"}"""));

    [Theory]
    [InlineData("10", Severity.Critical)]
    [InlineData("7", Severity.High)]
    [InlineData("4", Severity.Medium)]
    [InlineData("1", Severity.Low)]
    public void KubeArmor_s_ten_is_the_worst(string number, Severity severity) =>
        Assert.Equal(severity, Assert.IsType<AlertReading.Taken>(SampleAlerts.Read(SampleAlerts.KubeArmor(severity: number))).Report.Severity);

    [Theory]
    [InlineData("""{"rule":"r","severity":"apocalyptic"}""", "apocalyptic")]
    [InlineData("""{"rule":"r","severity":"3"}""", "3")]
    [InlineData("""{"rule":"r","priority":"Loud"}""", "Loud")]
    [InlineData("""{"PolicyName":"p","Severity":"11"}""", "11")]
    public void An_unknown_severity_is_told_and_the_alert_is_taken(string json, string word)
    {
        var alert = Assert.IsType<AlertReading.Taken>(SampleAlerts.Read(json)).Report;
        Assert.Equal(Severity.Unknown, alert.Severity);
        Assert.Contains(word, alert.Remark);
    }

    [Theory]
    [InlineData("""{"rule":"x","time":"yesterday"}""", "time 'yesterday' is no time")]
    [InlineData("""{"rule":"x","priority":"error","time":"yesterday"}""", "time 'yesterday' is no time")]
    [InlineData("""{"PolicyName":"x","UpdatedTime":"yesterday"}""", "UpdatedTime 'yesterday' is no time")]
    [InlineData("""{"rule":1,"message":true}""", "rule, message: expected text")]
    [InlineData("""{"rule":1,"severity":"x","time":"y"}""", "severity 'x'")]
    public void What_is_not_understood_is_told(string json, string told)
    {
        var alert = Assert.IsType<AlertReading.Taken>(SampleAlerts.Read(json)).Report;
        Assert.Null(alert.At);
        Assert.Contains(told, alert.Remark);
    }

    [Theory]
    [InlineData("""{"rule":"x","time":"2026-01-31T08:00:00Z","fields":{"a":1}}""")]
    [InlineData("""{"rule":"x","priority":"error","time":"2026-01-31T08:00:00Z","output_fields":{"fd.num":1}}""")]
    [InlineData("""{"PolicyName":"x","Timestamp":1760000000}""")]
    public void Where_everything_is_understood_nothing_is_told(string json)
    {
        var alert = Assert.IsType<AlertReading.Taken>(SampleAlerts.Read(json)).Report;
        Assert.NotNull(alert.At);
        Assert.Null(alert.Remark);
    }

    [Theory]
    [InlineData("[]", "object")]
    [InlineData("5", "object")]
    [InlineData("{}", "no alert of")]
    [InlineData("""{"rule":["a"]}""", "rule: expected text")]
    [InlineData("""{"rule":"r","priority":{"a":1}}""", "priority: expected text")]
    [InlineData("""{"rule":"r","priority":"error","output_fields":[1]}""", "output_fields: expected an object")]
    [InlineData("""{"PolicyName":"p","Owner":"x"}""", "Owner: expected an object")]
    [InlineData("""{"PolicyName":" "}""", "PolicyName is missing")]
    [InlineData("""{"rule":"r","sevirity":"high"}""", "Did you mean \"severity\"")]
    [InlineData("""{"rule":"\ud800"}""", "Unicode")]
    public void What_cannot_be_an_alert_is_refused_with_its_reason(string json, string reason) =>
        Assert.Contains(reason, Assert.IsType<AlertReading.Refused>(SampleAlerts.Read(json)).Reason);

    [Fact]
    public void Huge_texts_are_cut()
    {
        var huge = new string('x', 100_000);
        var alert = Assert.IsType<AlertReading.Taken>(SampleAlerts.Read(new { rule = huge, title = huge, message = huge, process = huge, fields = new { a = huge, b = huge } })).Report;

        Assert.True(alert.Rule.Length <= 500 && alert.Title.Length <= 500 && alert.Message!.Length <= 4_000 && alert.Process!.Length <= 1_000);
        Assert.True(alert.Sample.Sum(s => s.Key.Length + s.Value.Length) < 10_000);
    }
}
