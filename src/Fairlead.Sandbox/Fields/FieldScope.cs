using Fairlead.Sandbox.Issues;
using Fairlead.Sandbox.People;
using Fairlead.Sandbox.Projects;
using Fairlead.Sandbox.Sites;

namespace Fairlead.Sandbox.Fields;

/// <summary>Where a field's value is being read: the project decides versions, components and assignable people.</summary>
/// <param name="SpeaksAdf">v3, where long text must be a document.</param>
/// <param name="Issue">Null while creating.</param>
internal sealed record FieldScope(
    Site Site, Project Project, IssueType Type, Field Field, bool SpeaksAdf, Account Actor, Issue? Issue);
