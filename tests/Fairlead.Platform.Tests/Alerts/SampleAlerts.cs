using System.Text;
using System.Text.Json;
using Fairlead.Platform.Alerts.Reading;

namespace Fairlead.Platform.Tests.Alerts;

/// <summary>Ordinary alerts, made up in the shape of each tool's.</summary>
internal static class SampleAlerts
{
    public static object KubeArmor(string pod = "shop-7d9c5b8f6d-x2x9k", string process = "/usr/bin/wget", string severity = "7") => new
    {
        ClusterName = "prod",
        HostName = "node-1",
        NamespaceName = "payments",
        Owner = new { Ref = "Deployment", Name = "shop", Namespace = "payments" },
        PodName = pod,
        ContainerName = "shop",
        ParentProcessName = "/bin/sh",
        ProcessName = process,
        PolicyName = "no-downloads",
        Severity = severity,
        Tags = "NIST,egress",
        ATags = new[] { "NIST", "egress" },
        Message = "A download was started",
        Type = "MatchedPolicy",
        Source = "/bin/sh",
        Operation = "Process",
        Resource = process + " http://example.org/x",
        Data = "syscall=SYS_EXECVE",
        Enforcer = "AppArmor",
        Action = "Block",
        Result = "Permission denied",
        Timestamp = 1767225600,
        UpdatedTime = "2025-12-31T23:00:00.123456Z",
        HostPID = 4711,
    };

    public static Dictionary<string, object?> Falco(string pod = "web-66b9c9c9d8-4kq2z") => new()
    {
        ["uuid"] = "0d4b9a52-5a0e-4b62-9a53-8e9e0a0a8f11",
        ["hostname"] = "node-2",
        ["output"] = "A shell was started in a container",
        ["priority"] = "Error",
        ["rule"] = "Shell in container",
        ["source"] = "syscall",
        ["tags"] = new[] { "container", "shell" },
        ["time"] = "2025-12-31T22:00:00.123456789Z",
        ["output_fields"] = new Dictionary<string, object?>
        {
            ["k8s.ns.name"] = "front",
            ["k8s.pod.name"] = pod,
            ["container.id"] = "3ad7b26ded6d",
            ["proc.name"] = "bash",
            ["proc.pid"] = 12,
            ["user.name"] = null,
        },
    };

    public static object Generic(string rule = "beacon", string severity = "high") => new
    {
        rule,
        severity,
        source = "ndr",
        asset = "shop.example.com",
        time = "2025-12-31T21:00:00Z",
        message = "Regular traffic to one address",
        fields = new { peer = "203.0.113.9" },
    };

    public static string Json(object alert) => JsonSerializer.Serialize(alert);

    public static AlertReading Read(object alert) => Read(Json(alert));

    public static AlertReading Read(string json) => AlertReader.Read(new AlertItem(0, 1, Encoding.UTF8.GetBytes(json), null));
}
