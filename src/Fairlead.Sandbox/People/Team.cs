namespace Fairlead.Sandbox.People;

/// <summary>A team of the site.</summary>
/// <param name="Id">A UUID on Cloud, a number on Data Center.</param>
internal sealed record Team(string Id, string Name);
