using Microsoft.AspNetCore.Http;

namespace Fairlead.Platform.Http;

/// <summary>On a route whose answers have another product's shape: how its problems are written there.</summary>
internal sealed record ProblemForm(Func<HttpContext, Problem, Task> Write);

/// <summary>The same at addresses below a path where there is no route, or none for the method.</summary>
internal sealed record ProblemFormBelow(PathString Root, ProblemForm Form);
