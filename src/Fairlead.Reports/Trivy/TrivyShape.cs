using System.Text.Json;
using Fairlead.Reports.Json;

namespace Fairlead.Reports.Trivy;

/// <summary>The frame of a Trivy report: results, directly or under the resources of a cluster. Both passes walk it.</summary>
internal sealed class TrivyShape
{
    /// <summary>The lists of resources that cluster reports of the several versions have.</summary>
    public static readonly string[] ClusterLists = ["Resources", "Findings", "Vulnerabilities", "Misconfigurations"];

    private readonly string?[] _resource = new string?[3];
    private bool _isInResource;
    private bool _isAtStart;
    private int _firstResult;

    /// <summary>What is known of the present result so far.</summary>
    public TrivyContext Context { get; private set; } = TrivyContext.Unknown;

    /// <summary>The number of the present result in the whole report, from 0.</summary>
    public int ResultIndex { get; private set; } = -1;

    /// <summary>
    /// Called at a result's first property with whether that is <c>Target</c> and its resource is known, as Trivy itself writes it.
    /// </summary>
    public Action<bool>? ResultStarted { get; init; }

    public Action? ResultLeft { get; init; }

    /// <summary>Called with the resource's name and the index of its first result.</summary>
    public Action<string?, int>? ResourceLeft { get; init; }

    /// <summary>Called with the message of a resource that could not be scanned.</summary>
    public Action<string>? ResourceFailed { get; init; }

    /// <param name="lists">The lists of findings in a result, by name.</param>
    /// <param name="about">Further properties of the report itself.</param>
    public JsonNode Root(bool isLegacy, (string, JsonNode)[] lists, (string, JsonNode)[] about)
    {
        var results = new JsonNode.Array(new JsonNode.Object(
        [
            ("Target", Text(t => Context = Context with { Target = t })),
            ("Class", Text(t => Context = Context with { Class = t })),
            ("Type", Text(t => Context = Context with { Type = t })),
            .. lists,
        ])
        {
            Entered = EnterResult,
            Named = StartResult,
            Left = ResultLeft,
        });
        if (isLegacy)
            return results;

        var resources = new JsonNode.Array(new JsonNode.Object(
            ("Namespace", Text(t => Resource(0, t))),
            ("Kind", Text(t => Resource(1, t))),
            ("Name", Text(t => Resource(2, t))),
            ("Error", Text(Fail)),
            ("Results", results))
        {
            Entered = EnterResource,
            Left = LeaveResource,
        });
        return new JsonNode.Object(
            [.. about, ("Results", results), .. ClusterLists.Select(name => (name, (JsonNode)resources))]);
    }

    public static JsonNode.Value Text(Action<string?> take) =>
        new(value => take(FindingText.Word(JsonSerializer.Deserialize(value.Json, TrivyJson.Default.String))));

    private void EnterResult()
    {
        ResultIndex++;
        _isAtStart = true;
        Context = TrivyContext.Unknown with { Resource = ResourceName() };
    }

    private void StartResult(string? property)
    {
        if (_isAtStart)
            ResultStarted?.Invoke(property == "Target" && (!_isInResource || _resource[^1] is not null));
        _isAtStart = false;
    }

    private void EnterResource()
    {
        Array.Clear(_resource);
        _isInResource = true;
        _firstResult = ResultIndex + 1;
    }

    private void LeaveResource()
    {
        ResourceLeft?.Invoke(ResourceName(), _firstResult);
        _isInResource = false;
    }

    private void Resource(int part, string? text) => _resource[part] = text;

    private string? ResourceName() => _isInResource ? string.Join('/', _resource.Where(part => part is not null)) : null;

    private void Fail(string? message)
    {
        if (message is not null)
            ResourceFailed?.Invoke(message);
    }
}
